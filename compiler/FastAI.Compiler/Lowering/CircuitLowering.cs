using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering.Sharing;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Compiler.Lowering;

/// <summary>Turns the integer tensors of a <see cref="FixedGraph"/> into the integer words of a
/// <see cref="Circuit"/>, element by element.</summary>
public static class CircuitLowering
{
    private static readonly Dictionary<Type, NodeLowerer> Lowerers = new NodeLowerer[]
    {
        new InputLowerer(),
        new ConstantLowerer(),
        new AffineLowerer(),
        new BinaryLowerer(),
        new UnaryLowerer(),
        new ScaleLowerer(),
        new SelectLowerer(),
        new QuantizeLowerer(),
        new TableLowerer(),
        new ReduceLowerer(),
        new GatherLowerer(),
        new TreeEnsembleLowerer(),
    }.ToDictionary(l => l.Kind);

    /// <summary>Lowers a graph that has passed <see cref="FixedGraphVerifier"/>.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="search">How hard constant matrices are searched.</param>
    /// <param name="maxWords">Number of words beyond which the design is refused.</param>
    /// <param name="threeOperands">Whether the device adds three operands in one carry chain.</param>
    /// <param name="dualTables">Whether a table of six inputs is also two of five that share their inputs.</param>
    /// <param name="memories">What tables are asked to be made of; null for nothing.</param>
    /// <param name="progress">Gets a line for each thing that takes time.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="reuse">How constant matrices are shared by the cycles of an event; null for an event each cycle.</param>
    /// <exception cref="FastAIException">A node cannot be built in hardware; the message names it.</exception>
    public static Circuit Lower(
        FixedGraph graph,
        CmvmOptions? search = null,
        int maxWords = 5_000_000,
        bool threeOperands = false,
        bool dualTables = false,
        TableMemories? memories = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default,
        ReuseOptions? reuse = null
    ) =>
        Lower(
            new StreamGraph(graph, [], 0),
            search ?? new CmvmOptions(),
            maxWords,
            threeOperands,
            dualTables,
            memories ?? TableMemories.None,
            progress,
            cancellation,
            reuse
        );

    /// <summary>Lowers what a model on a stream computes with each sample.</summary>
    /// <param name="stream">The model; it has passed <see cref="StreamGraph.Verify"/>.</param>
    /// <param name="interleave">Channels that share the hardware in turn.</param>
    /// <inheritdoc cref="Lower(FixedGraph, CmvmOptions, int, bool, bool, TableMemories, IProgress{string}, CancellationToken, ReuseOptions)"/>
    public static Circuit Lower(
        StreamGraph stream,
        int interleave,
        CmvmOptions? search = null,
        int maxWords = 5_000_000,
        bool threeOperands = false,
        bool dualTables = false,
        TableMemories? memories = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    ) =>
        Lower(
            stream,
            search ?? new CmvmOptions(),
            maxWords,
            threeOperands,
            dualTables,
            memories ?? TableMemories.None,
            progress,
            cancellation,
            null
        ) with
        {
            WarmUp = stream.WarmUp,
            Interleave = interleave,
        };

    private static Circuit Lower(
        StreamGraph stream,
        CmvmOptions search,
        int maxWords,
        bool threeOperands,
        bool dualTables,
        TableMemories memories,
        IProgress<string>? progress,
        CancellationToken cancellation,
        ReuseOptions? reuse
    )
    {
        var needed = Needed(stream);
        var matrices = MatrixSolutions.Solve(stream.Step, needed, search, threeOperands, maxWords, progress, cancellation);
        var shared = reuse is null ? null : SharedProducts.Choose(stream.Step, matrices, reuse, threeOperands, maxWords, progress);
        var wide = new HashSet<int>();
        while (true)
        {
            Circuit circuit = Lower(stream, needed, matrices, shared, wide, maxWords, threeOperands, dualTables, memories, cancellation);
            if (StateRanges.Settle(circuit) is { } settled)
            {
                WidthLimit.Check(settled);
                return settled;
            }
            // the graph proves that what a state takes lies in its interval; where words tell less, the state may hold
            // all of its format, as its next word does
            circuit = StateRanges.Tighten(circuit);
            for (int s = 0; s < circuit.States.Length; s++)
                if (!StateRanges.IsClosed(circuit, circuit.States[s]) && !wide.Add(s))
                    throw new InvalidOperationException($"circuit '{circuit.Name}': state {s} leaves its format");
        }
    }

    private static Circuit Lower(
        StreamGraph stream,
        bool[] needed,
        MatrixSolutions matrices,
        SharedProducts? shared,
        HashSet<int> wide,
        int maxWords,
        bool threeOperands,
        bool dualTables,
        TableMemories memories,
        CancellationToken cancellation
    )
    {
        FixedGraph graph = stream.Step;
        var builder = new CircuitBuilder(maxWords);
        var context = new LoweringContext(graph, builder, matrices, stream.SampleInputs, FirstElements(stream, needed), wide)
        {
            Shared = shared,
            ThreeOperands = threeOperands,
            DualTables = dualTables,
            TableMemories = memories,
        };
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (!needed[i])
                continue;
            cancellation.ThrowIfCancellationRequested();
            FixedNode node = graph.Nodes[i];
            if (!Lowerers.TryGetValue(node.GetType(), out NodeLowerer? lowerer))
                throw FastAIException.Unsupported($"node '{node.Name}': {node.GetType().Name} cannot be built in hardware yet");
            builder.BeginLayer(node.Name);
            context[i] = lowerer.Lower(node, context);
        }
        ImmutableArray<CircuitState> states = States(stream, needed, context);
        var inputs = graph
            .Inputs.Take(stream.SampleInputs)
            .Select(i => new CircuitInput(graph.Nodes[i].Name, graph.Nodes[i].Type.Shape, [.. context[i]]));
        var outputs = graph.Outputs.Take(stream.ModelOutputs).Select(o => Output(o, context));
        return builder.Build(graph.Name, [.. inputs], [.. outputs]) with
        {
            States = states,
            Reuse = shared?.Cycles ?? 1,
            Products = shared?.Decisions ?? [],
        };
    }

    private static ImmutableArray<CircuitState> States(StreamGraph stream, bool[] needed, LoweringContext context)
    {
        var states = ImmutableArray.CreateBuilder<CircuitState>();
        for (int s = 0; s < stream.States.Length; s++)
        {
            if (!needed[stream.StateNode(s)])
                continue;
            int[] words = context[stream.StateNode(s)],
                next = context[stream.NextNode(s)];
            for (int i = 0; i < words.Length; i++)
            {
                FixedFormat format = context.TypeOf(stream.StateNode(s))[i].Format;
                int taken = format.Range.Contains(context.Builder.RangeOf(next[i]))
                    ? next[i]
                    : context.Builder.Wrap(next[i], format.Width, format.Signed);
                states.Add(new CircuitState(words[i], taken, stream.States[s].Initial?[i]));
            }
        }
        return states.ToImmutable();
    }

    private static int[] FirstElements(StreamGraph stream, bool[] needed)
    {
        var first = new int[stream.States.Length];
        int count = 0;
        for (int s = 0; s < first.Length; s++)
        {
            first[s] = count;
            if (needed[stream.StateNode(s)])
                count += stream.Step.Nodes[stream.StateNode(s)].Type.Count;
        }
        return first;
    }

    private static CircuitOutput Output(OutputPort port, LoweringContext context)
    {
        TensorType type = context.TypeOf(port.Node);
        var formats = type.Elements.IsUniform
            ? PerElement<FixedFormat>.Uniform(type[0].Format, type.Count)
            : PerElement<FixedFormat>.Create(type.Count, i => type[i].Format);
        return new(port.Name, type.Shape, [.. context[port.Node]], formats);
    }

    /// <summary>Nodes that an output of the model depends on, at once or by states; inputs that take samples always.</summary>
    private static bool[] Needed(StreamGraph stream)
    {
        FixedGraph graph = stream.Step;
        var needed = new bool[graph.Nodes.Length];
        foreach (OutputPort output in graph.Outputs.Take(stream.ModelOutputs))
            needed[output.Node] = true;
        foreach (int input in graph.Inputs.Take(stream.SampleInputs))
            needed[input] = true;
        bool changed;
        do
        {
            for (int i = needed.Length - 1; i >= 0; i--)
                if (needed[i])
                    foreach (int operand in graph.Nodes[i].Operands)
                        needed[operand] = true;
            changed = false;
            for (int s = 0; s < stream.States.Length; s++)
                if (needed[stream.StateNode(s)] && !needed[stream.NextNode(s)])
                    needed[stream.NextNode(s)] = changed = true;
        } while (changed);
        return needed;
    }
}
