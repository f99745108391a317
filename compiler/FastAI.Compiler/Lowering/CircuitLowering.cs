using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>Turns the integer tensors of a <see cref="FixedGraph"/> into the integer words of a <see cref="Circuit"/>, element by element.</summary>
public static class CircuitLowering
{
    private static readonly Dictionary<Type, NodeLowerer> Lowerers = new NodeLowerer[]
    {
        new InputLowerer(), new ConstantLowerer(), new AffineLowerer(), new BinaryLowerer(), new UnaryLowerer(), new ScaleLowerer(),
        new SelectLowerer(), new QuantizeLowerer(), new TableLowerer(), new ReduceLowerer(), new GatherLowerer(), new TreeEnsembleLowerer(),
    }.ToDictionary(l => l.Kind);

    /// <summary>Lowers a graph that has passed <see cref="FixedGraphVerifier"/>.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="search">How hard constant matrices are searched.</param>
    /// <param name="maxWords">Number of words beyond which the design is refused.</param>
    /// <param name="threeOperands">Whether the device adds three operands in one carry chain.</param>
    /// <param name="progress">Gets a line for each thing that takes time.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="FastAIException">A node cannot be built in hardware; the message names it.</exception>
    public static Circuit Lower(
        FixedGraph graph, CmvmOptions? search = null, int maxWords = 5_000_000, bool threeOperands = false, IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        var needed = Needed(graph);
        var matrices = MatrixSolutions.Solve(graph, needed, search ?? new CmvmOptions(), threeOperands, progress, cancellation);
        var builder = new CircuitBuilder(maxWords);
        var context = new LoweringContext(graph, builder, matrices);
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (!needed[i]) continue;
            cancellation.ThrowIfCancellationRequested();
            FixedNode node = graph.Nodes[i];
            if (!Lowerers.TryGetValue(node.GetType(), out NodeLowerer? lowerer))
                throw FastAIException.Unsupported($"node '{node.Name}': {node.GetType().Name} cannot be built in hardware yet");
            builder.BeginLayer(node.Name);
            context[i] = lowerer.Lower(node, context);
        }
        var inputs = graph.Inputs.Select(i => new CircuitInput(graph.Nodes[i].Name, graph.Nodes[i].Type.Shape, [.. context[i]]));
        var outputs = graph.Outputs.Select(o => Output(o, context));
        Circuit circuit = builder.Build(graph.Name, [.. inputs], [.. outputs]);
        circuit = circuit with { Words = [.. AffineRanges.Tighten(circuit.Words)] };
        WidthLimit.Check(circuit);
        return circuit;
    }

    private static CircuitOutput Output(OutputPort port, LoweringContext context)
    {
        TensorType type = context.TypeOf(port.Node);
        var formats = type.Elements.IsUniform
            ? PerElement<FixedFormat>.Uniform(type[0].Format, type.Count)
            : PerElement<FixedFormat>.Create(type.Count, i => type[i].Format);
        return new(port.Name, type.Shape, [.. context[port.Node]], formats);
    }

    /// <summary>Nodes that an output depends on; inputs always.</summary>
    private static bool[] Needed(FixedGraph graph)
    {
        var needed = new bool[graph.Nodes.Length];
        foreach (OutputPort output in graph.Outputs) needed[output.Node] = true;
        foreach (int input in graph.Inputs) needed[input] = true;
        for (int i = needed.Length - 1; i >= 0; i--)
            if (needed[i])
                foreach (int operand in graph.Nodes[i].Operands) needed[operand] = true;
        return needed;
    }
}
