using System.Collections.Immutable;
using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Cost of a shift-and-add graph, computed from the graph alone: per adder the bits from the coarser operand's last bit up to the top
/// of the wider operand. Bits of the finer operand below the coarser one's last bit are wires.
/// </summary>
/// <param name="Bits">Sum over adders of <c>[any end negative] + ceil(log2(max(|low|, |high + step|))) - log2(coarser
/// step)</c>, both operands aligned.</param>
/// <param name="Depth">Latest level of an output.</param>
/// <param name="NodeDepths">Level of each index, inputs first.</param>
public sealed record ShiftAddCost(long Bits, int Depth, ImmutableArray<int> NodeDepths)
{
    /// <summary>Computes the cost from the exact input-coefficient vector of every node.</summary>
    public static ShiftAddCost Of(ShiftAddGraph graph, ConstantMatrixProblem problem) =>
        Of(graph, problem, ShiftAddVerifier.Coefficients(graph));

    internal static ShiftAddCost Of(ShiftAddGraph graph, ConstantMatrixProblem problem, PackedVectors vectors)
    {
        int count = graph.Inputs + graph.Nodes.Length;
        var depths = new int[count];
        var spans = new (int Top, int Last, bool Negative)[count];
        problem.Depth.CopyTo(depths);
        var vector = new long[graph.Inputs];
        long bits = 0;
        for (int i = 0; i < count; i++)
        {
            Array.Clear(vector);
            vectors.Accumulate(i, 1, vector);
            spans[i] = Span(vector, problem);
            if (i >= graph.Inputs)
            {
                ShiftAddNode n = graph.Nodes[i - graph.Inputs];
                depths[i] = 1 + Math.Max(depths[n.Left], depths[n.Right]);
                bits +=
                    (spans[n.Left].Negative || spans[n.Right].Negative ? 1 : 0)
                    + Math.Max(spans[n.Left].Top + n.LeftShift, spans[n.Right].Top + n.RightShift)
                    - Math.Max(spans[n.Left].Last + n.LeftShift, spans[n.Right].Last + n.RightShift);
            }
        }

        int depth = graph.Outputs.Max(o => o.Node < 0 ? 0 : depths[o.Node]);
        return new ShiftAddCost(bits, depth, [.. depths]);
    }

    internal static (int Top, int Last, bool Negative) Span(long[] vector, ConstantMatrixProblem problem)
    {
        (Int128 low, Int128 high) = problem.RangeOf(vector);
        long all = 0;
        foreach (long c in vector)
        {
            all |= c;
        }

        int last = all == 0 ? 0 : BitOperations.TrailingZeroCount(all);
        Int128 end = Int128.Max(Int128.Abs(low), Int128.Abs(high + (Int128.One << last)));
        int top = end <= 1 ? 0 : (int)(128 - Int128.LeadingZeroCount(end - 1));
        return (top, last, low < 0);
    }
}
