using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Puts the adders of each block's matrix at each position; those of layers that read the same stand where the first of them does.
/// Padding is the constant zero and folds away; what is the same at two positions is one word, because the builder makes a word once.
/// </summary>
internal sealed class AffineLowerer : NodeLowerer<AffineNode>
{
    protected override int[] Lower(AffineNode node, LoweringContext context)
    {
        var result = new int[node.Type.Count];
        for (int k = 0; k < node.Blocks.Length; k++)
        {
            AffineBlock block = node.Blocks[k];
            (JointProduct product, int first) = context.Matrices.Products[node, k];
            if (!context.Sums.TryGetValue(product, out int[]? sums))
            {
                sums = new int[product.Block.Positions * product.Block.Columns];
                if (context.Shared?[product] is { } shared)
                    shared.Lower(context[product.Input], sums, context.Builder);
                else
                    foreach (MatrixPart part in context.Matrices[product])
                        part.Lower(context[product.Input], sums, context.Builder);
                context.Sums.Add(product, sums);
            }
            for (int p = 0; p < block.Positions; p++)
            for (int m = 0; m < block.Columns; m++)
                result[block.OutputMap[p * block.Columns + m]] = sums[p * product.Block.Columns + first + m];
        }
        return result;
    }
}
