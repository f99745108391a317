using System.Collections.Immutable;
using FastAI.Compiler.Graph.Passes;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph.Steps;

/// <summary>
/// Models with pairs of QuantizeLinear and DequantizeLinear around float operators (the QDQ format): what lies between such integers and
/// the next QuantizeLinear is computed on the integers, and one factor for each channel is left before the rounding, as with the operators
/// on quantised integers (QLinearConv and others). Where all steps are powers of two, fixed point is exact as it is and nothing changes;
/// neither where somebody states a format of what lies between.
/// </summary>
internal sealed class StepRemoval
{
    private readonly FloatGraph graph;
    private readonly StepWriter writer;
    private readonly StepForms forms;
    private readonly GraphEditor query;
    private readonly Dictionary<int, (double Low, double High)> ends = [];

    private StepRemoval(FloatGraph graph, Predicate<string> keep)
    {
        this.graph = graph;
        query = new GraphEditor(graph, keep);
        writer = new StepWriter(graph);
        forms = new StepForms(graph, query, writer);
    }

    /// <summary>The graph with what was found; null when there is nothing.</summary>
    public static FloatGraph? Run(FloatGraph graph, Predicate<string> keep) =>
        graph.Nodes.Any(StepForms.IsDequantizer) ? new StepRemoval(graph, keep).Run() : null;

    private FloatGraph? Run()
    {
        bool changed = false;
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            if (ends.TryGetValue(n, out var end))
                writer.Copy(n, (GraphPiecewise)graph.Nodes[n] with { Low = end.Low, High = end.High });
            else if (Scaled(n) is { } scaled)
            {
                writer.Copy(n, scaled);
                changed = true;
            }
            else
                writer.Copy(n);
        }
        return changed ? writer.Build() : null;
    }

    // The node before a rounding, on integers; its operands are nodes of the writer.
    private GraphLinear? Scaled(int n)
    {
        if (
            !forms.IsQuantizer(n)
            || query.IsKept(n)
            || ElementScale.Of(graph.Nodes[n]) is not { } scale
            || forms.Of(scale.Node.Input) is not { } form
        )
            return null;
        int count = scale.Node.Shape.Count;
        var steps = new double[count];
        var factors = new double[form.Terms.Length][];
        for (int t = 0; t < factors.Length; t++)
            factors[t] = new double[count];
        var bias = new double[count];
        bool odd = form.IsOdd;
        for (int i = 0; i < count; i++)
        {
            double weight = scale.Factor(scale.Block[i]);
            int source = scale.Source[i];
            // QuantizeLinear is imported as a product with 1 / step, where the step is a binary32 number.
            steps[i] = (float)(1 / weight);
            odd |= !StepForm.IsPowerOfTwo(steps[i]);
            bias[i] = (float)form.Bias[source] / (float)steps[i];
            for (int t = 0; t < factors.Length; t++)
            {
                factors[t][i] = (float)form.Terms[t].Factors[source] / (float)steps[i];
                if (!double.IsNormal(factors[t][i]))
                    return null;
            }
        }
        int rounding = forms.Rounding(n);
        var at = (GraphPiecewise)graph.Nodes[rounding];
        if (!odd || End(form.Low, steps, at.Low) is not { } low || End(form.High, steps, at.High) is not { } high)
            return null;
        // What is rounded and limited between two ends is what is limited before it and rounded, between the rounded ends.
        if (form.IsLimited)
            ends.Add(rounding, (low, high));
        return factors.Length == 1
            ? scale.Node with
            {
                Input = form.Terms[0].Node,
                Blocks = StepWriter.Elementwise(scale.Source, factors[0], bias),
            }
            : Sum(scale, form, factors);
    }

    private static double? End(double end, double[] steps, double none) =>
        double.IsInfinity(end) ? none
        : end == 0 ? 0
        : steps.AsSpan().ContainsAnyExcept(steps[0]) ? null
        : Math.Round((float)end / (float)steps[0], MidpointRounding.ToEven);

    private GraphLinear Sum(ElementScale scale, StepForm form, double[][] factors)
    {
        int count = scale.Source.Length,
            start = writer.SizeOf(form.Terms[0].Node);
        var pairs = new int[2 * count];
        var blocks = new Dictionary<(double, double), List<int>>();
        for (int i = 0; i < count; i++)
        {
            (pairs[2 * i], pairs[2 * i + 1]) = (scale.Source[i], start + scale.Source[i]);
            var key = (factors[0][i], factors[1][i]);
            if (!blocks.TryGetValue(key, out var list))
                blocks.Add(key, list = []);
            list.Add(i);
        }
        int operands = writer.Add(
            new GraphGather(
                scale.Node.Name + "/operands",
                new Shape(count, 2),
                scale.Node.Origin,
                [form.Terms[0].Node, form.Terms[1].Node],
                [.. pairs]
            )
        );
        return scale.Node with
        {
            Input = operands,
            Blocks =
            [
                .. blocks.Select(block => new LinearBlock(
                    2,
                    1,
                    [.. block.Value.SelectMany(i => (int[])[2 * i, 2 * i + 1])],
                    [.. block.Value],
                    [block.Key.Item1, block.Key.Item2],
                    [0],
                    null,
                    null
                )),
            ],
        };
    }
}
