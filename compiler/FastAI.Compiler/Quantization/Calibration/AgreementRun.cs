using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization.Conversion;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>Runs the fixed-point graph beside the float model over calibration events and measures every tensor: noise,
/// worst difference, saturations.</summary>
internal sealed class AgreementRun
{
    // Evenly spaced events; enough for a signal-to-noise ratio, bounded for the largest recordings.
    private const int MostEvents = 4096;

    // Traced elements held at once.
    private const long MostElements = 1 << 22;

    private readonly FloatGraph graph;
    private readonly FixedGraph converted;
    private readonly ImmutableArray<Converted> tensors;
    private readonly CalibrationData data;
    private readonly double[] signal,
        noise,
        worst;
    private readonly long[] values;
    private readonly Dictionary<string, long> limited = new(StringComparer.Ordinal);
    private readonly long[] limitedInputs;
    private readonly Dictionary<int, PathCount> paths;

    private AgreementRun(
        FloatGraph graph,
        FixedGraph converted,
        ImmutableArray<Converted> tensors,
        CalibrationData data,
        ConversionContext conversion
    )
    {
        (this.graph, this.converted, this.tensors, this.data) = (graph, converted, tensors, data);
        paths = Enumerable
            .Range(0, graph.Nodes.Length)
            .Where(n => graph.Nodes[n] is GraphTreeEnsemble)
            .ToDictionary(
                n => n,
                n => new PathCount(converted.TreesOf(tensors[n].Node), conversion.Tested[(GraphTreeEnsemble)graph.Nodes[n]])
            );
        int count = graph.Nodes.Length;
        (signal, noise, worst, values, limitedInputs) = (
            new double[count],
            new double[count],
            new double[count],
            new long[count],
            new long[count]
        );
    }

    /// <summary>One report for each tensor of the float graph, and the paths through each of its ensembles of trees.</summary>
    public static (SeenReport[] Tensors, Dictionary<int, PathCount> Paths) Measure(
        FloatGraph graph,
        FixedGraph converted,
        ImmutableArray<Converted> tensors,
        CalibrationData data,
        TensorStatistics[] seen,
        ConversionContext conversion
    )
    {
        var run = new AgreementRun(graph, converted, tensors, data, conversion);
        run.Events();
        return ([.. seen.Select((s, n) => run.Report(n, s))], run.paths);
    }

    private void Events()
    {
        var emulator = Emulator.Create(converted);
        var evaluator = new GraphEvaluator(graph);
        long elements = converted.Nodes.Sum(n => (long)n.Type.Count);
        int batch = (int)Math.Clamp(MostElements / Math.Max(1, elements), 1, 256);
        int events = Math.Min(data.Events, MostEvents),
            width = converted.InputCount;
        for (int first = 0; first < events; first += batch)
        {
            int[] chosen = [.. Enumerable.Range(first, Math.Min(batch, events - first)).Select(i => (int)((long)i * data.Events / events))];
            var mantissas = new long[chosen.Length * width];
            for (int i = 0; i < chosen.Length; i++)
                Mantissas(chosen[i], mantissas.AsSpan(i * width, width));
            var trace = emulator.Trace(mantissas);
            for (int i = 0; i < chosen.Length; i++)
            {
                evaluator.Evaluate(data.Inputs, chosen[i]);
                Compare(evaluator, trace, i);
            }
            foreach (var count in emulator.Saturations(mantissas))
                limited[count.Tensor] = limited.GetValueOrDefault(count.Tensor) + count.Limited;
        }
    }

    private void Mantissas(int e, Span<long> into)
    {
        int next = 0;
        for (int k = 0; k < graph.Inputs.Length; k++)
        {
            int node = graph.Inputs[k];
            var input = (InputNode)converted.Nodes[tensors[node].Node];
            var type = input.Type;
            for (int i = 0; i < type.Count; i++)
            {
                double value = data.Inputs[k][(long)e * type.Count + i];
                long mantissa = input.Quantize(value, i);
                if (Math.Abs(Quantizer.ToReal(mantissa, type[i].Fraction) - value) >= type[i].Format.Step)
                    limitedInputs[node]++;
                into[next++] = mantissa;
            }
        }
    }

    private void Compare(GraphEvaluator evaluator, EmulationTrace trace, int position)
    {
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            var real = evaluator[n];
            var type = converted.Nodes[tensors[n].Node].Type;
            var mantissas = trace[tensors[n].Node].Slice(position * real.Length, real.Length);
            if (graph.Nodes[n] is GraphTreeEnsemble { Input: var tested })
                paths[n].Add(evaluator[tested], trace, position);
            double power = 0,
                error = 0,
                greatest = worst[n];
            for (int i = 0; i < real.Length; i++)
            {
                if (!double.IsFinite(real[i]))
                    continue;
                double difference = Quantizer.ToReal(mantissas[i], type[i].Fraction) - real[i];
                power += real[i] * real[i];
                error += difference * difference;
                greatest = Math.Max(greatest, Math.Abs(difference));
            }
            signal[n] += power;
            noise[n] += error;
            worst[n] = greatest;
            values[n] += real.Length;
        }
    }

    private SeenReport Report(int n, TensorStatistics seen)
    {
        string name = converted.Nodes[tensors[n].Node].Name;
        // A table's address may saturate in place of its result.
        long saturations = limitedInputs[n] + limited.GetValueOrDefault(name) + limited.GetValueOrDefault(graph.Nodes[n].Name + "/address");
        double ratio =
            noise[n] > 0 ? 10 * Math.Log10(signal[n] / noise[n])
            : signal[n] > 0 ? double.PositiveInfinity
            : double.NaN;
        return new(seen.Low, seen.High, saturations, values[n], ratio, worst[n]);
    }
}
