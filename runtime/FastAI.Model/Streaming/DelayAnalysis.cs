using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>Names every element of every tensor on windows as an expression and a delay. Index maps vanish.</summary>
internal sealed class DelayAnalysis
{
    private enum Kind
    {
        Input,
        Constant,
        Affine,
        Binary,
        Unary,
        Scale,
        Select,
        Quantize,
        Table,
        Reduce,
        Trees,
    }

    private readonly FixedGraph.FixedGraph graph;
    private readonly StreamSettings settings;
    private readonly ParameterTable parameters = new();
    private readonly Delayed[][] tensors;

    private DelayAnalysis(FixedGraph.FixedGraph graph, StreamSettings settings)
    {
        (this.graph, this.settings) = (graph, settings);
        tensors = new Delayed[graph.Nodes.Length][];
    }

    public ExpressionTable Expressions { get; } = new();

    /// <param name="graph">The graph.</param>
    /// <param name="settings">Settings that fit it.</param>
    public static DelayAnalysis Of(FixedGraph.FixedGraph graph, StreamSettings settings)
    {
        var analysis = new DelayAnalysis(graph, settings);
        bool[] needed = analysis.Needed();
        for (int i = 0; i < graph.Inputs.Length; i++)
            analysis.tensors[graph.Inputs[i]] = analysis.Input(i);
        for (int n = 0; n < graph.Nodes.Length; n++)
            if (needed[n] && graph.Nodes[n] is not InputNode)
                analysis.tensors[n] = analysis.Name(n);
        return analysis;
    }

    /// <summary>The elements of a node that an output depends on, or of an input.</summary>
    public ReadOnlySpan<Delayed> this[int node] => tensors[node];

    /// <summary>Whether an output depends on the node.</summary>
    public bool Has(int node) => tensors[node] is not null;

    private bool[] Needed()
    {
        var needed = new bool[graph.Nodes.Length];
        foreach (var output in graph.Outputs)
            needed[output.Node] = true;
        for (int n = graph.Nodes.Length - 1; n >= 0; n--)
            if (needed[n])
                foreach (int operand in graph.Nodes[n].Operands)
                    needed[operand] = true;
        return needed;
    }

    private Delayed[] Input(int input)
    {
        int node = graph.Inputs[input];
        var type = graph.Nodes[node].Type;
        var column = new InputColumn(type.Shape, settings.TimeAxes[input]);
        var first = Expressions.Apply([(int)Kind.Input, input], [new Delayed(-1, 0)], column.Count, node);
        var elements = new Delayed[type.Count];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = new Delayed(first.Expression + column.ElementOf(i), column.DelayOf(i));
        return elements;
    }

    private Delayed[] Name(int n)
    {
        switch (graph.Nodes[n])
        {
            case ConstantNode constant:
                return Each(n, i =>
                    Expressions.Apply(
                        [(int)Kind.Constant, (int)constant.Values[i], (int)(constant.Values[i] >> 32), constant.Type[i].Fraction],
                        [],
                        1,
                        n
                    )
                );
            case AffineNode affine:
                return Affine(n, affine);
            case BinaryNode binary:
                return Each(n, i =>
                    Expressions.Apply([(int)Kind.Binary, (int)binary.Operation], [tensors[binary.Left][i], tensors[binary.Right][i]], 1, n)
                );
            case UnaryNode unary:
                return Each(n, i => Expressions.Apply([(int)Kind.Unary, (int)unary.Operation], [tensors[unary.Input][i]], 1, n));
            case ScaleNode scale:
                return Each(n, i => Expressions.Apply([(int)Kind.Scale, scale.Exponent], [tensors[scale.Input][i]], 1, n));
            case SelectNode select:
                return Each(n, i =>
                    Expressions.Apply(
                        [(int)Kind.Select],
                        [tensors[select.Condition][i], tensors[select.WhenTrue][i], tensors[select.WhenFalse][i]],
                        1,
                        n
                    )
                );
            case QuantizeNode quantize:
                return Each(n, i =>
                {
                    var format = quantize.Type[i].Format;
                    int signAndWidth = 2 * format.Width + (format.Signed ? 1 : 0);
                    int[] operation = [(int)Kind.Quantize, (int)quantize.Rounding, (int)quantize.Overflow, signAndWidth, format.Integer];
                    return Expressions.Apply(operation, [tensors[quantize.Input][i]], 1, n);
                });
            case TableNode table:
                int[] numbers = [.. table.Tables.Select(parameters.Of)];
                return Each(n, i => Expressions.Apply([(int)Kind.Table, numbers[table.TableOf[i]]], [tensors[table.Input][i]], 1, n));
            case ReduceNode reduce:
                var group = new Delayed[reduce.GroupSize];
                return Each(n, i =>
                {
                    for (int k = 0; k < group.Length; k++)
                        group[k] = tensors[reduce.Input][reduce.Groups[i * group.Length + k]];
                    return Expressions.Apply([(int)Kind.Reduce, (int)reduce.Operation], group, 1, n);
                });
            case TreeEnsembleNode trees:
                var first = Expressions.Apply(
                    [(int)Kind.Trees, parameters.Of(trees.Ensemble), Fractions(trees.Type)],
                    tensors[trees.Input],
                    trees.Type.Count,
                    n
                );
                return Each(n, i => first with { Expression = first.Expression + i });
            case GatherNode gather:
                return Gather(gather);
            case var other:
                throw FastAIException.Unsupported($"node '{other.Name}': {other.GetType().Name} has no form in stream mode");
        }
    }

    private Delayed[] Each(int node, Func<int, Delayed> of)
    {
        var elements = new Delayed[graph.Nodes[node].Type.Count];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = of(i);
        return elements;
    }

    private Delayed[] Affine(int n, AffineNode affine)
    {
        var input = tensors[affine.Input];
        var elements = new Delayed[affine.Type.Count];
        bool uniform = affine.Type.Elements.Stored.All(e => e.Fraction == affine.Type[0].Fraction);
        for (int b = 0; b < affine.Blocks.Length; b++)
        {
            var block = affine.Blocks[b];
            int matrix = parameters.Of(block);
            var reads = new Delayed[block.Rows];
            var fractions = new int[block.Columns];
            for (int p = 0; p < block.Positions; p++)
            {
                var from = block.InputMap.AsSpan().Slice(p * reads.Length, reads.Length);
                var to = block.OutputMap.AsSpan().Slice(p * fractions.Length, fractions.Length);
                for (int k = 0; k < reads.Length; k++)
                    reads[k] = from[k] < 0 ? Delayed.Padding : input[from[k]];
                if (p == 0 || !uniform)
                    for (int m = 0; m < fractions.Length; m++)
                        fractions[m] = affine.Type[to[m]].Fraction;
                var first = Expressions.Apply([(int)Kind.Affine, matrix, parameters.Of(fractions)], reads, block.Columns, n, b);
                for (int m = 0; m < to.Length; m++)
                    elements[to[m]] = first with { Expression = first.Expression + m };
            }
        }
        return elements;
    }

    private Delayed[] Gather(GatherNode gather)
    {
        if (gather.Inputs.Length == 1)
            return [.. gather.Map.Select(i => tensors[gather.Inputs[0]][i])];
        Delayed[] all = [.. gather.Inputs.SelectMany(i => tensors[i])];
        return [.. gather.Map.Select(i => all[i])];
    }

    private int Fractions(TensorType type) => parameters.Of([.. Enumerable.Range(0, type.Count).Select(i => type[i].Fraction)]);
}
