namespace FastAI.Compiler.Graph.Passes;

/// <summary>
/// What a linear map does that has one term a result (a scale, a shift, a batch normalization): for each result the block that makes it
/// and the element that it reads.
/// </summary>
internal sealed class ElementScale
{
    private ElementScale(GraphLinear node, int[] block, int[] source) => (Node, Block, Source) = (node, block, source);

    public GraphLinear Node { get; }

    /// <summary>The block of each result element.</summary>
    public int[] Block { get; }

    /// <summary>The input element of each result element; -1 for none.</summary>
    public int[] Source { get; }

    /// <summary>Null when some block has more than one row or column.</summary>
    public static ElementScale? Of(GraphNode node)
    {
        if (node is not GraphLinear linear || linear.Blocks.Any(block => block.Rows != 1 || block.Columns != 1))
            return null;
        var blocks = new int[linear.Shape.Count];
        var source = new int[linear.Shape.Count];
        for (int b = 0; b < linear.Blocks.Length; b++)
        {
            var block = linear.Blocks[b];
            for (int p = 0; p < block.Positions; p++)
                (blocks[block.OutputMap[p]], source[block.OutputMap[p]]) = (b, block.InputMap[p]);
        }
        return new(linear, blocks, source);
    }

    /// <summary>Whether all factors are 1: nothing but a shift.</summary>
    public bool IsShift => Node.Blocks.All(block => block.Weights[0] == 1);

    public double Factor(int block) => Node.Blocks[block].Weights[0];

    public double Shift(int block) => Node.Blocks[block].Bias[0];
}
