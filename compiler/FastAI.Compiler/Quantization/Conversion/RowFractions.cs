using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// A weight of a block multiplies one input element at each position; its integer serves all of them only when their fractions agree.
/// Elements that share a row therefore form classes, and each class takes its finest fraction.
/// </summary>
internal static class RowFractions
{
    /// <summary>The fraction that each input element must have; never coarser than it has.</summary>
    public static PerElement<int> Required(TensorType input, IEnumerable<LinearBlock> blocks)
    {
        if (input.Elements.IsUniform)
            return PerElement<int>.Uniform(input[0].Fraction, input.Count);
        var parent = new int[input.Count];
        for (int i = 0; i < parent.Length; i++)
            parent[i] = i;
        foreach (var block in blocks)
            for (int k = 0; k < block.Rows; k++)
            {
                int first = -1;
                for (int p = 0; p < block.Positions; p++)
                {
                    int source = block.InputMap[p * block.Rows + k];
                    if (source < 0)
                        continue;
                    if (first < 0)
                        first = Root(parent, source);
                    else
                        parent[Root(parent, source)] = first = Root(parent, first);
                }
            }
        var finest = new int[input.Count];
        Array.Fill(finest, int.MinValue);
        for (int i = 0; i < parent.Length; i++)
        {
            int root = Root(parent, i);
            finest[root] = Math.Max(finest[root], input[i].Fraction);
        }
        return PerElement<int>.Create(input.Count, i => finest[Root(parent, i)]);
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    }
}
