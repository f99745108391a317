using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>A block of a product with the adders of its matrix.</summary>
internal readonly record struct MatrixPart(AffineBlock Block, MatrixSolution Solution)
{
    /// <summary>Puts the adders at every position.</summary>
    /// <param name="input">Words of the elements that the block reads.</param>
    /// <param name="sums">Takes the words of the sums, where the block's output map says.</param>
    /// <param name="builder">Makes the words.</param>
    public void Lower(int[] input, int[] sums, CircuitBuilder builder)
    {
        var three = Solution.Three is { } graph ? new TernaryWords(Solution.Problem, graph, Block.Bias) : null;
        for (int p = 0; p < Block.Positions; p++)
        {
            if (three is null)
                LowerPosition(p, input, sums, builder);
            else
                three.Lower(Block, p, input, sums, builder);
        }
    }

    private void LowerPosition(int position, int[] input, int[] result, CircuitBuilder b)
    {
        ShiftAddGraph graph = Solution.Two!;
        var words = new int[graph.Inputs + graph.Nodes.Length];
        for (int k = 0; k < graph.Inputs; k++)
        {
            int source = Block.InputMap[position * Block.Rows + k];
            words[k] = source < 0 ? b.Constant(0) : input[source];
        }
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            ShiftAddNode add = graph.Nodes[i];
            words[graph.Inputs + i] = b.Add(words[add.Left], add.LeftShift, words[add.Right], add.RightShift, add.Subtract);
        }
        for (int m = 0; m < Block.Columns; m++)
        {
            int target = Block.OutputMap[position * Block.Columns + m],
                bias = b.Constant(Block.Bias[m]);
            ShiftAddOutput output = graph.Outputs[m];
            result[target] = output.Node < 0 ? bias : b.Add(bias, 0, words[output.Node], output.Shift, output.Negate);
        }
    }
}
