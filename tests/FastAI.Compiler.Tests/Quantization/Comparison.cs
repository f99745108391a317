using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Holds a conversion against the float model event by event, with the oracle in big integers on the fixed-point side.</summary>
internal static class Comparison
{
    /// <summary>Random mantissas of the graph's input formats, event after event.</summary>
    public static long[] Mantissas(FixedGraph graph, Random random)
    {
        var values = new List<long>();
        foreach (int input in graph.Inputs)
        {
            var type = graph.Nodes[input].Type;
            for (int i = 0; i < type.Count; i++)
                values.Add(random.NextInt64(type[i].Format.MinMantissa, type[i].Format.MaxMantissa + 1));
        }
        return [.. values];
    }

    /// <summary>The real values of input mantissas, one array an input; NaN where the mantissa stands for a missing value.</summary>
    public static double[][] Reals(FixedGraph graph, long[] mantissas)
    {
        var reals = new double[graph.Inputs.Length][];
        int next = 0;
        for (int k = 0; k < reals.Length; k++)
        {
            var input = (InputNode)graph.Nodes[graph.Inputs[k]];
            var type = input.Type;
            reals[k] = new double[type.Count];
            for (int i = 0; i < type.Count; i++)
            {
                long mantissa = mantissas[next++];
                bool missing = mantissa == input.MissingAt(i).Mantissa(type[i].Format);
                reals[k][i] = missing ? double.NaN : Quantizer.ToReal(mantissa, type[i].Fraction);
            }
        }
        return reals;
    }

    /// <summary>Checks the proved bound of every output for one event; returns whether the bound's
    /// conditions held for all outputs.</summary>
    public static bool WithinBound(FloatGraph graph, QuantizationResult result, long[] mantissas)
    {
        double[][] exact = GraphEvaluator.Run(graph, Reals(result.Graph, mantissas));
        long[][] traced = Oracle.Trace(result.Graph, mantissas);
        bool overflows = Overflows(result.Graph, traced),
            all = true;
        for (int k = 0; k < graph.Outputs.Length; k++)
        {
            var bound = result.Report.Outputs[k];
            if (overflows && bound.Conditions.Length > 0)
            {
                all = false;
                continue;
            }
            int node = result.Graph.Outputs[k].Node;
            for (int i = 0; i < traced[node].Length; i++)
            {
                double value = Quantizer.ToReal(traced[node][i], result.Graph.Nodes[node].Type[i].Fraction),
                    wanted = exact[graph.Outputs[k].Node][i];
                Assert.True(
                    Math.Abs(value - wanted) <= bound.Elements[i] + 1e-9 * (1 + Math.Abs(wanted)),
                    $"output {bound.Name}[{i}]: {value} for {wanted}, bound {bound.Elements[i]}"
                );
            }
        }
        return all;
    }

    private static bool Overflows(FixedGraph graph, long[][] traced)
    {
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            if (graph.Nodes[n] is not QuantizeNode quantize)
                continue;
            var from = graph.Nodes[quantize.Input].Type;
            for (int i = 0; i < quantize.Type.Count; i++)
            {
                var rounded = Quantizer.Round(traced[quantize.Input][i], from[i].Fraction - quantize.Type[i].Fraction, quantize.Rounding);
                if (rounded != traced[n][i])
                    return true;
            }
        }
        return false;
    }
}
