using FastAI.Compiler.Lowering.Sharing;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>What a lowerer sees: the graph, the words of the nodes before, and the builder that makes new ones.</summary>
/// <param name="graph">What is lowered; its inputs from <paramref name="sampleInputs"/> on read states.</param>
/// <param name="sampleInputs">Inputs that take samples or events.</param>
/// <param name="firstElements">For each state the number of elements of those before it that are needed.</param>
/// <param name="wide">State elements that are held to hold any value of their format.</param>
internal sealed class LoweringContext(
    FixedGraph graph,
    CircuitBuilder builder,
    MatrixSolutions matrices,
    int sampleInputs,
    int[] firstElements,
    IReadOnlySet<int> wide
)
{
    private readonly int[]?[] words = new int[]?[graph.Nodes.Length];

    public int SampleInputs => sampleInputs;

    public int[] FirstElements => firstElements;

    /// <summary>State elements that are held to hold any value of their format.</summary>
    public IReadOnlySet<int> Wide => wide;

    public FixedGraph Graph => graph;

    public CircuitBuilder Builder => builder;

    public MatrixSolutions Matrices => matrices;

    /// <summary>Words of the products that have been lowered, as their blocks number them.</summary>
    public Dictionary<JointProduct, int[]> Sums { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is shared by the phases of an event; null where an event has one.</summary>
    public SharedProducts? Shared { get; init; }

    /// <summary>Whether the device adds three operands in one carry chain.</summary>
    public bool ThreeOperands { get; init; }

    /// <summary>Whether a table of six inputs is also two of five that share their inputs.</summary>
    public bool DualTables { get; init; }

    /// <summary>What tables are asked to be made of.</summary>
    public TableMemories TableMemories { get; init; } = TableMemories.None;

    public TensorType TypeOf(int node) => graph.Nodes[node].Type;

    public int[] this[int node]
    {
        get => words[node] ?? throw new InvalidOperationException($"node '{graph.Nodes[node].Name}' is read before it is lowered");
        set => words[node] = value;
    }

    /// <summary>Element <paramref name="element"/> of a node with zeros appended, so that it has
    /// <paramref name="fraction"/> fraction bits.</summary>
    public int Aligned(int node, int element, int fraction) =>
        builder.ShiftLeft(this[node][element], fraction - TypeOf(node)[element].Fraction);
}
