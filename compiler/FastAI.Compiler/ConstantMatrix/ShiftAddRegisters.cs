namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Register bits of a shift-and-add graph if registers stood after every level of adders, computed from the graph alone: each word's width
/// times the levels from where it is made to the last adder that reads it. Outputs are not kept beyond their own adder.
/// </summary>
public static class ShiftAddRegisters
{
    /// <summary>Bits times levels.</summary>
    public static long Of(ShiftAddGraph graph, ConstantMatrixProblem problem)
    {
        PackedVectors vectors = ShiftAddVerifier.Coefficients(graph);
        var last = new int[vectors.Count];
        for (int i = graph.Inputs; i < last.Length; i++)
        {
            ShiftAddNode node = graph.Nodes[i - graph.Inputs];
            last[node.Left] = Math.Max(last[node.Left], graph.NodeDepths[i]);
            last[node.Right] = Math.Max(last[node.Right], graph.NodeDepths[i]);
        }

        var vector = new long[graph.Inputs];
        long total = 0;
        for (int i = 0; i < last.Length; i++)
        {
            if (last[i] > graph.NodeDepths[i])
            {
                Array.Clear(vector);
                vectors.Accumulate(i, 1, vector);
                (int top, int lowest, bool negative) = ShiftAddCost.Span(vector, problem);
                total += (long)(top - lowest + (negative ? 1 : 0)) * (last[i] - graph.NodeDepths[i]);
            }
        }

        return total;
    }
}
