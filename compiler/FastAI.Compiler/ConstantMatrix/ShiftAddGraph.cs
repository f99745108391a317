using System.Collections.Immutable;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// A constant matrix-vector product as shifts and adders. Indices 0 to Inputs - 1 are the inputs, Inputs + k is <c>Nodes[k]</c>;
/// operands stand before their users.
/// </summary>
public sealed class ShiftAddGraph
{
    internal ShiftAddGraph(ConstantMatrixProblem problem, ImmutableArray<ShiftAddNode> nodes, ImmutableArray<ShiftAddOutput> outputs)
    {
        Inputs = problem.Inputs;
        Nodes = nodes;
        Outputs = outputs;
        PackedVectors vectors = ShiftAddVerifier.Coefficients(this);
        ShiftAddVerifier.Verify(this, problem, vectors);
        ShiftAddCost cost = ShiftAddCost.Of(this, problem, vectors);
        (CostBits, Depth, NodeDepths) = (cost.Bits, cost.Depth, cost.NodeDepths);
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Adders in topological order.</summary>
    public ImmutableArray<ShiftAddNode> Nodes { get; }

    /// <summary>One entry per column of the matrix.</summary>
    public ImmutableArray<ShiftAddOutput> Outputs { get; }

    /// <summary>Number of two-operand adders.</summary>
    public int Adders => Nodes.Length;

    /// <summary>Sum of the widths of all additions, about one LUT a bit; see <see cref="ShiftAddCost"/>.</summary>
    public long CostBits { get; }

    /// <summary>Latest level of an output, inputs at their arrival levels.</summary>
    public int Depth { get; }

    /// <summary>Level at which each index (inputs first) is available.</summary>
    public ImmutableArray<int> NodeDepths { get; }
}
