using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Puts the adders of each block's matrix at each position; those of layers that read the same stand where the first of them does. Padding is the constant zero and folds away; windows that overlap share what is
/// the same in both, because the builder makes a word once.
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
                context.Sums.Add(product, sums = Lower(product, context));
            for (int p = 0; p < block.Positions; p++)
            for (int m = 0; m < block.Columns; m++)
                result[block.OutputMap[p * block.Columns + m]] = sums[p * product.Block.Columns + first + m];
        }
        return result;
    }

    private static int[] Lower(JointProduct product, LoweringContext context)
    {
        int[] input = context[product.Input];
        AffineBlock block = product.Block;
        var sums = new int[block.Positions * block.Columns];
        MatrixSolution solution = context.Matrices[product];
        var three = solution.Three is { } graph ? new TernaryWords(solution.Problem, graph, block.Bias) : null;
        for (int p = 0; p < block.Positions; p++)
        {
            if (three is null)
                LowerPosition(block, p, solution.Two!, input, sums, context.Builder);
            else
                three.Lower(block, p, input, sums, context.Builder);
        }
        return sums;
    }

    private static void LowerPosition(AffineBlock block, int position, ShiftAddGraph graph, int[] input, int[] result, CircuitBuilder b)
    {
        var words = new int[graph.Inputs + graph.Nodes.Length];
        for (int k = 0; k < graph.Inputs; k++)
        {
            int source = block.InputMap[position * block.Rows + k];
            words[k] = source < 0 ? b.Constant(0) : input[source];
        }
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            ShiftAddNode add = graph.Nodes[i];
            words[graph.Inputs + i] = b.Add(words[add.Left], add.LeftShift, words[add.Right], add.RightShift, add.Subtract);
        }
        for (int m = 0; m < block.Columns; m++)
        {
            int target = block.OutputMap[position * block.Columns + m],
                bias = b.Constant(block.Bias[m]);
            ShiftAddOutput output = graph.Outputs[m];
            result[target] = output.Node < 0 ? bias : b.Add(bias, 0, words[output.Node], output.Shift, output.Negate);
        }
    }
}
