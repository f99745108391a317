using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>
/// Builds the graph of one tick: the newest columns of the inputs, the states, then for each node of the graph on windows the expressions
/// that it is the first to have. Names of nodes stay.
/// </summary>
internal sealed class StepBuilder
{
    private readonly FixedGraph.FixedGraph graph;
    private readonly StreamSettings settings;
    private readonly DelayAnalysis analysis;
    private readonly ExpressionTable expressions;
    private readonly LiveExpressions live;
    private readonly FixedGraphBuilder builder;
    private readonly StepOperands operands;
    private readonly List<OwnExpression>[] owned;
    private readonly List<Line> lines = [];

    /// <param name="graph">The graph on windows.</param>
    /// <param name="settings">How it runs on a stream.</param>
    /// <param name="analysis">Its expressions.</param>
    /// <param name="live">Which of them are needed.</param>
    public StepBuilder(FixedGraph.FixedGraph graph, StreamSettings settings, DelayAnalysis analysis, LiveExpressions live)
    {
        (this.graph, this.settings, this.analysis, this.live) = (graph, settings, analysis, live);
        expressions = analysis.Expressions;
        builder = new FixedGraphBuilder(graph.Name);
        operands = new StepOperands(builder, expressions.Count);
        owned = Own();
    }

    public StreamGraph Build()
    {
        for (int i = 0; i < graph.Inputs.Length; i++)
            if (settings.FeedbackInto(i) is null)
                AddInput(i);
        foreach (var feedback in settings.Feedback)
            operands.Place(builder.State(Input(feedback).Name, Input(feedback).Type), owned[graph.Inputs[feedback.Input]]);
        AddLines();
        for (int n = 0; n < graph.Nodes.Length; n++)
            if (owned[n].Count > 0 && graph.Nodes[n] is not InputNode)
                AddNode(n);
        foreach (var output in graph.Outputs)
            builder.Output(
                output.Name,
                operands.Read(graph.Nodes[output.Node].Name, analysis[output.Node], graph.Nodes[output.Node].Type.Shape)
            );
        var states = ImmutableArray.CreateBuilder<StreamState>();
        foreach (var feedback in settings.Feedback)
            states.Add(AddFeedback(feedback));
        foreach (var line in lines)
            states.Add(AddNext(line));
        return new StreamGraph(builder.Build(), states.ToImmutable(), settings.Ticks - 1);
    }

    /// <summary>For each node the live expressions that it is the first to have, in the order of its elements.</summary>
    private List<OwnExpression>[] Own()
    {
        var own = new List<OwnExpression>[graph.Nodes.Length];
        var seen = new bool[expressions.Count];
        for (int n = 0; n < own.Length; n++)
        {
            own[n] = [];
            if (!analysis.Has(n))
                continue;
            var elements = analysis[n];
            for (int i = 0; i < elements.Length; i++)
            {
                int e = elements[i].Expression;
                if (
                    seen[e]
                    || expressions.GroupOf(e).Node != n
                    || !(live.IsLive(expressions.GroupIndexOf(e)) || graph.Nodes[n] is InputNode)
                )
                    continue;
                seen[e] = true;
                own[n].Add(new OwnExpression(e, i));
            }
        }
        return own;
    }

    private FixedNode Input(StreamFeedback feedback) => graph.Nodes[graph.Inputs[feedback.Input]];

    private void AddInput(int i)
    {
        var input = (InputNode)graph.Nodes[graph.Inputs[i]];
        var column = new InputColumn(input.Type.Shape, settings.TimeAxes[i]);
        // Own expressions stand in the order of the first tick's elements, which is that of the column.
        var own = owned[graph.Inputs[i]];
        var formats = PerElement<FixedPoint.FixedFormat>.Create(column.Count, c => input.Type[own[c].Element].Format);
        var missing = input.Missing is null
            ? null
            : PerElement<FixedPoint.MissingValue>.Create(column.Count, c => input.MissingAt(own[c].Element));
        operands.Place(builder.Input(input.Name, column.Shape, formats, input.Rounding, input.Overflow, missing), own);
    }

    /// <summary>One line for all expressions of a node that are kept for the same number of ticks.</summary>
    private void AddLines()
    {
        long elements = 0;
        for (int n = 0; n < owned.Length; n++)
        {
            foreach (
                var kept in owned[n].Where(o => live.Depth(o.Expression) > 0).GroupBy(o => live.Depth(o.Expression)).OrderBy(g => g.Key)
            )
            {
                var delayed = kept.ToArray();
                elements += (long)kept.Key * delayed.Length;
                if (elements > StreamTransform.MaxState)
                {
                    throw FastAIException.Unsupported(
                        $"node '{graph.Nodes[n].Name}': on a stream {delayed.Length} elements of it have to be kept for {kept.Key} ticks; "
                            + $"a channel can keep {StreamTransform.MaxState} in all"
                    );
                }
                var types = PerElement<ElementType>.Create(delayed.Length * kept.Key, i =>
                    graph.Nodes[n].Type[delayed[i % delayed.Length].Element]
                );
                int state = builder.State(graph.Nodes[n].Name + ".past", new TensorType(new Shape(kept.Key, delayed.Length), types));
                for (int u = 0; u < delayed.Length; u++)
                    operands.PlaceLine(delayed[u].Expression, state, delayed.Length, u);
                lines.Add(new Line(state, kept.Key, [.. delayed.Select(o => o.Expression)]));
            }
        }
    }

    private void AddNode(int n)
    {
        var node = graph.Nodes[n];
        var own = owned[n];
        // A node that time does not thin out keeps its shape.
        var shape = own.Count == node.Type.Count ? node.Type.Shape : new Shape(own.Count);
        int Operand(int k)
        {
            var reads = new Delayed[own.Count];
            for (int i = 0; i < reads.Length; i++)
                reads[i] = expressions.OperandsOf(expressions.GroupIndexOf(own[i].Expression))[k];
            return operands.Read(node.Name, reads, shape);
        }
        int step = node switch
        {
            ConstantNode constant => builder.Constant(
                node.Name,
                shape,
                [.. own.Select(o => constant.Values[o.Element])],
                Fractions(node.Type, own)
            ),
            AffineNode affine => Affine(affine, own, shape),
            BinaryNode binary => builder.Binary(node.Name, binary.Operation, Operand(0), Operand(1)),
            UnaryNode unary => builder.Unary(node.Name, unary.Operation, Operand(0)),
            ScaleNode scale => builder.Scale(node.Name, Operand(0), scale.Exponent),
            SelectNode => builder.Select(node.Name, Operand(0), Operand(1), Operand(2)),
            QuantizeNode quantize => builder.Quantize(
                node.Name,
                Operand(0),
                PerElement<FixedPoint.FixedFormat>.Create(own.Count, i => node.Type[own[i].Element].Format),
                quantize.Rounding,
                quantize.Overflow
            ),
            TableNode table => builder.Table(
                node.Name,
                Operand(0),
                table.Tables,
                PerElement<int>.Create(own.Count, i => table.TableOf[own[i].Element])
            ),
            ReduceNode reduce => Reduce(reduce, own, shape),
            TreeEnsembleNode trees => builder.TreeEnsemble(node.Name, Whole(trees, own), shape, trees.Ensemble, Fractions(node.Type, own)),
            _ => throw new InvalidOperationException($"'{node.Name}' has expressions of its own"),
        };
        for (int i = 0; i < own.Count; i++)
        {
            var (windowed, made) = (node.Type[own[i].Element], builder.TypeOf(step)[i]);
            if (made != windowed)
                throw new InvalidOperationException($"'{node.Name}'[{own[i].Element}] is {windowed} on windows, {made} in a tick");
        }
        operands.Place(step, own);
    }

    private int Whole(TreeEnsembleNode trees, List<OwnExpression> own) =>
        operands.Read(trees.Name, expressions.OperandsOf(expressions.GroupIndexOf(own[0].Expression)), graph.Nodes[trees.Input].Type.Shape);

    private static PerElement<int> Fractions(TensorType type, List<OwnExpression> own) =>
        PerElement<int>.Create(own.Count, i => type[own[i].Element].Fraction);

    private int Affine(AffineNode affine, List<OwnExpression> own, Shape shape)
    {
        var place = new Dictionary<int, int>(own.Count);
        for (int i = 0; i < own.Count; i++)
            place.Add(own[i].Expression, i);
        int[] groups = [.. own.Select(o => expressions.GroupIndexOf(o.Expression)).Distinct()];
        var columns = new DistinctReads();
        foreach (int group in groups)
        foreach (var read in expressions.OperandsOf(group))
            if (read.Expression >= 0)
                columns.IndexOf(read);
        var (reads, places) = operands.Order(columns.Reads);
        var blocks = ImmutableArray.CreateBuilder<AffineBlock>();
        foreach (var block in groups.GroupBy(g => expressions.Group(g).Block).OrderBy(g => g.Key))
        {
            var source = affine.Blocks[block.Key];
            var (from, to) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
            foreach (int group in block)
            {
                foreach (var read in expressions.OperandsOf(group))
                    from.Add(read.Expression < 0 ? -1 : places[columns.IndexOf(read)]);
                for (int m = 0; m < source.Columns; m++)
                    to.Add(place[expressions.Group(group).First + m]);
            }
            blocks.Add(new AffineBlock(source.Rows, source.Columns, from.ToImmutable(), to.ToImmutable(), source.Weights, source.Bias));
        }
        // A map that reads padding alone has the first input for its operand.
        int input = reads.Length > 0 ? operands.Read(affine.Name, reads, new Shape(reads.Length)) : 0;
        return builder.Affine(affine.Name, input, shape, blocks.ToImmutable(), Fractions(affine.Type, own));
    }

    private int Reduce(ReduceNode reduce, List<OwnExpression> own, Shape shape)
    {
        var columns = new DistinctReads();
        var members = new List<int>(own.Count * reduce.GroupSize);
        foreach (var o in own)
        foreach (var read in expressions.OperandsOf(expressions.GroupIndexOf(o.Expression)))
            members.Add(columns.IndexOf(read));
        var (reads, places) = operands.Order(columns.Reads);
        int input = operands.Read(reduce.Name, reads, new Shape(reads.Length));
        ImmutableArray<int> groups = [.. members.Select(m => places[m])];
        return builder.Reduce(reduce.Name, reduce.Operation, input, shape, reduce.GroupSize, groups);
    }

    private StreamState AddFeedback(StreamFeedback feedback)
    {
        var (input, output) = ((InputNode)Input(feedback), graph.Outputs[feedback.Output]);
        int value = operands.Read(input.Name, analysis[output.Node], input.Type.Shape);
        var formats = PerElement<FixedPoint.FixedFormat>.Create(input.Type.Count, i => input.Type[i].Format);
        builder.Output(input.Name, builder.Quantize(input.Name + ".next", value, formats, input.Rounding, input.Overflow));
        return new StreamState(input.Name, feedback.Initial);
    }

    /// <summary>The newest elements, then all rows of the line but the oldest.</summary>
    private StreamState AddNext(Line line)
    {
        string name = builder[line.State].Name;
        var next = new Delayed[line.Depth * line.Expressions.Length];
        for (int i = 0; i < next.Length; i++)
            next[i] = new Delayed(line.Expressions[i % line.Expressions.Length], i / line.Expressions.Length);
        builder.Output(name, operands.Read(name, next, new Shape(line.Depth, line.Expressions.Length)));
        return new StreamState(name, null);
    }

    private sealed record Line(int State, int Depth, int[] Expressions);
}
