using FastAI.Compiler.Graph.Passes;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph.Steps;

/// <summary>
/// Finds for a tensor of the float model the integers that it is made of, and writes the nodes that compute them. Nothing is found of what
/// is read by anything but quantisers: it would be computed twice.
/// </summary>
internal sealed class StepForms
{
    // A quantiser is looked for behind so many nodes at most, one call each.
    private const int MostDepth = 64;

    private readonly FloatGraph graph;
    private readonly GraphEditor query;
    private readonly StepWriter writer;
    private readonly StepProducts products;
    private readonly Dictionary<int, StepForm?> known = [];
    private readonly bool[] serves;
    private readonly List<int>[] readers;
    private int depth;

    public StepForms(FloatGraph graph, GraphEditor query, StepWriter writer)
    {
        (this.graph, this.query, this.writer) = (graph, query, writer);
        products = new StepProducts(writer);
        readers = [.. graph.Nodes.Select(_ => new List<int>())];
        for (int n = 0; n < graph.Nodes.Length; n++)
            foreach (int operand in graph.Nodes[n].Operands.Distinct())
                readers[operand].Add(n);
        var outputs = graph.Outputs.Select(output => output.Node).ToHashSet();
        serves = new bool[graph.Nodes.Length];
        for (int n = serves.Length - 1; n >= 0; n--)
            serves[n] = readers[n].Count > 0 && !outputs.Contains(n) && readers[n].TrueForAll(r => IsQuantizer(r) || serves[r]);
    }

    /// <summary>Whether a node brings integers back to real numbers.</summary>
    public static bool IsDequantizer(GraphNode node) => node is GraphLinear { Origin.Operator: "DequantizeLinear" };

    /// <summary>Whether a node divides by the step of a QuantizeLinear, whose rounding follows.</summary>
    public bool IsQuantizer(int node) =>
        graph.Nodes[node] is GraphLinear { Origin.Operator: "QuantizeLinear" }
        && readers[node] is [var reader]
        && graph.Nodes[reader] is GraphPiecewise { Kind: PiecewiseKind.Round, Origin.Operator: "QuantizeLinear" }
        && !query.IsKept(reader);

    /// <summary>The rounding behind a quantiser's division.</summary>
    public int Rounding(int quantizer) => readers[quantizer][0];

    /// <summary>The form of a tensor; null where there is none, or somebody states a format on the way.</summary>
    public StepForm? Of(int node)
    {
        if (known.TryGetValue(node, out var form))
            return form;
        depth++;
        form = depth > MostDepth || query.IsKept(node) ? null : Make(node);
        depth--;
        known.Add(node, form);
        return form;
    }

    private StepForm? Make(int n)
    {
        var node = graph.Nodes[n];
        if (IsDequantizer(node))
            return ElementScale.Of(node) is { } scale ? Dequantized(scale) : null;
        if (!serves[n])
            return null;
        return node switch
        {
            GraphPiecewise piecewise => Limited(piecewise),
            GraphGather gather => Gathered(gather),
            GraphReduce reduce => Reduced(reduce),
            GraphBinary binary => Combined(binary),
            GraphLinear linear when !query.AreNumbersKept(linear) => Of(linear.Input) is { } x ? products.Of(linear, x) : null,
            _ => null,
        };
    }

    // s * x - s * z = s * (x - z)
    private StepForm Dequantized(ElementScale scale)
    {
        int count = scale.Source.Length;
        double[] factors = [.. scale.Block.Select(scale.Factor)],
            zeros = [.. scale.Block.Select(block => Math.Round(scale.Shift(block) / scale.Factor(block)))];
        int integers = writer[scale.Node.Input];
        if (zeros.AsSpan().ContainsAnyExcept(0))
        {
            double[] ones = [.. Enumerable.Repeat(1.0, count)];
            integers = writer.Add(
                scale.Node with
                {
                    Name = scale.Node.Name + "/centred",
                    Input = integers,
                    Blocks = StepWriter.Elementwise(scale.Source, ones, zeros),
                }
            );
        }
        return new([new(integers, factors)], new double[count], !Array.TrueForAll(factors, StepForm.IsPowerOfTwo));
    }

    private StepForm? Limited(GraphPiecewise node)
    {
        (double Low, double High)? given = node.Kind switch
        {
            PiecewiseKind.Relu => (0, double.PositiveInfinity),
            PiecewiseKind.Clip => (node.Low, node.High),
            _ => null,
        };
        return given is var (low, high) && Of(node.Input) is { } x
            ? x with
            {
                Low = Math.Clamp(x.Low, low, high),
                High = Math.Clamp(x.High, low, high),
            }
            : null;
    }

    private StepForm? Gathered(GraphGather node)
    {
        if (node.Inputs is [var only])
        {
            if (Of(only) is not { } x)
                return null;
            var terms = x.Terms.Select(term => new StepTerm(
                writer.Add(Named(node, "/integers") with { Inputs = [term.Node] }),
                [.. node.Map.Select(i => term.Factors[i])]
            ));
            return x with { Terms = [.. terms], Bias = [.. node.Map.Select(i => x.Bias[i])] };
        }
        var parts = node.Inputs.Select(Of).ToArray();
        if (parts.Any(part => part?.Product is null))
            return null;
        double[] factors = [.. parts.SelectMany(part => part!.Terms[0].Factors)];
        int joined = writer.Add(Named(node, "/integers") with { Inputs = [.. parts.Select(part => part!.Terms[0].Node)] });
        return new([new(joined, [.. node.Map.Select(i => factors[i])])], new double[node.Map.Length], parts.Any(part => part!.IsOdd));
    }

    // Factors above zero keep the order.
    private StepForm? Reduced(GraphReduce node)
    {
        if (node.Operation is not (ReduceOperation.Maximum or ReduceOperation.Minimum) || Of(node.Input) is not { Terms: [var term] } x)
            return null;
        int count = node.Shape.Count;
        double[] factors = new double[count],
            bias = new double[count];
        for (int o = 0; o < count; o++)
        {
            var group = node.Groups.AsSpan().Slice(o * node.GroupSize, node.GroupSize);
            (factors[o], bias[o]) = (term.Factors[group[0]], x.Bias[group[0]]);
            foreach (int i in group)
                if (term.Factors[i] != factors[o] || x.Bias[i] != bias[o])
                    return null;
        }
        int reduced = writer.Add(node with { Name = node.Name + "/integers", Input = term.Node });
        return x with { Terms = [new(reduced, factors)], Bias = bias };
    }

    private StepForm? Combined(GraphBinary node)
    {
        if (Of(node.Left) is not { Product: { } left } l || Of(node.Right) is not { Product: { } right } r)
            return null;
        bool odd = l.IsOdd || r.IsOdd;
        var none = new double[node.Shape.Count];
        switch (node.Operation)
        {
            case BinaryOperation.Add:
                return new([left, right], none, odd);
            case BinaryOperation.Subtract:
                return new([right with { Factors = [.. right.Factors.Select(factor => -factor)] }, left], none, odd);
            case BinaryOperation.Multiply:
                int product = writer.Add(node with { Name = node.Name + "/integers", Left = left.Node, Right = right.Node });
                return new([new(product, [.. left.Factors.Zip(right.Factors, StepForm.Times)])], none, odd);
            default:
                return null;
        }
    }

    private static GraphGather Named(GraphGather node, string suffix) => node with { Name = node.Name + suffix };
}
