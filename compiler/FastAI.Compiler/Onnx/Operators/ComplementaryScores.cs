using FastAI.Compiler.Graph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Recognises rows of two probabilities that add up to 1 by construction, as exporters of binary classifiers normalise needlessly.
/// </summary>
internal static class ComplementaryScores
{
    /// <summary>Whether the node gives the sigmoids of -s and s for some s.</summary>
    public static bool Are(FloatGraphBuilder graph, int node)
    {
        // Both elements of one linear map, whose weights and constants are opposite.
        if (
            graph[node] is not GraphFunction { Kind: FunctionKind.Sigmoid } sigmoid
            || graph[sigmoid.Input] is not GraphLinear { Shape.Count: 2, Blocks: [{ Columns: 2 } block] }
        )
            return false;
        if (!block.OutputMap.SequenceEqual([0, 1]) || !block.Bias[0].Equals(-block.Bias[1]))
            return false;
        for (int row = 0; row < block.Rows; row++)
            if (!block.Weights[2 * row].Equals(-block.Weights[2 * row + 1]))
                return false;
        return true;
    }
}
