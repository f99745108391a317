using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Puts the adders of each block's matrix at each position. Padding is the constant zero and folds away; windows that overlap share what is
/// the same in both, because the builder makes a word once.
/// </summary>
internal sealed class AffineLowerer : NodeLowerer<AffineNode>
{
    protected override int[] Lower(AffineNode node, LoweringContext context)
    {
        int[] input = context[node.Input];
        var result = new int[node.Type.Count];
        foreach (AffineBlock block in node.Blocks)
        {
            MatrixSolution solution = context.Matrices[block];
            var three = solution.Three is { } graph ? new TernaryWords(solution.Problem, graph, block.Bias) : null;
            for (int p = 0; p < block.Positions; p++)
            {
                if (three is null)
                    LowerPosition(block, p, solution.Two!, input, result, context.Builder);
                else
                    three.Lower(block, p, input, result, context.Builder);
            }
        }
        return result;
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
