using System.Numerics;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// When each element of a graph is there, counted in levels of adders from the inputs, before there is a netlist: a constant matrix takes
/// the fewest levels in which its latest sum can be made, an operation on elements that becomes logic one level, a wire none. Only
/// differences matter: where late and early elements meet in one matrix, the late ones enter its trees late.
/// </summary>
/// <remarks>All sums of a product count as ready with the latest of them, as the search may use up the levels that are left.</remarks>
internal sealed class ArrivalLevels
{
    private readonly FixedGraph graph;
    private readonly int[]?[] levels;
    private readonly int operands;

    /// <param name="graph">The model.</param>
    /// <param name="needed">Which of its nodes are built.</param>
    /// <param name="products">Which matrices are searched together.</param>
    /// <param name="operands">The most operands of an adder.</param>
    public ArrivalLevels(FixedGraph graph, bool[] needed, JointProducts products, int operands)
    {
        (this.graph, this.operands) = (graph, operands);
        levels = new int[graph.Nodes.Length][];
        var sums = new Dictionary<JointProduct, int>(ReferenceEqualityComparer.Instance);
        foreach (JointProduct product in products.All)
            sums.Add(product, -1);
        for (int i = 0; i < levels.Length; i++)
        {
            if (!needed[i])
                continue;
            levels[i] = graph.Nodes[i] switch
            {
                GatherNode gather => Gather(gather),
                AffineNode affine => Affine(affine, products, sums),
                ReduceNode reduce => Reduce(reduce),
                FixedNode node => Elementwise(node),
            };
        }
    }

    /// <summary>For each row of a block's matrix the level at which its input is there, at the position where it comes last, counted from
    /// the earliest input that has a weight.</summary>
    /// <param name="node">What the block reads.</param>
    /// <param name="block">A product's block, or a tile of it.</param>
    public int[] Of(int node, AffineBlock block)
    {
        int[] input = levels[node]!;
        var rows = new int[block.Rows];
        for (int p = 0; p < block.InputMap.Length; p++)
            if (block.InputMap[p] is >= 0 and int source)
                rows[p % block.Rows] = Math.Max(rows[p % block.Rows], input[source]);
        int[] used = [.. Enumerable.Range(0, block.Rows).Where(k => Enumerable.Range(0, block.Columns).Any(m => block.Weight(k, m) != 0))];
        if (used.Length == 0)
            return new int[block.Rows];
        int first = Earliest(rows, used);
        for (int k = 0; k < rows.Length; k++)
            rows[k] = Math.Clamp(rows[k] - first, 0, ConstantMatrixProblem.LargestDepth);
        return rows;
    }

    private static int Earliest(int[] rows, int[] used) =>
        // the latest are told apart where levels lie further apart than the search takes
        Math.Max(used.Min(k => rows[k]), used.Max(k => rows[k]) - ConstantMatrixProblem.LargestDepth);

    private int[] Affine(AffineNode node, JointProducts products, Dictionary<JointProduct, int> sums)
    {
        var result = new int[node.Type.Count];
        for (int k = 0; k < node.Blocks.Length; k++)
        {
            JointProduct product = products[node, k].Product;
            if (sums[product] < 0)
                sums[product] = Ready(product);
            foreach (int target in node.Blocks[k].OutputMap)
                result[target] = sums[product];
        }
        return result;
    }

    /// <summary>The fewest levels at which all sums of a product can be there: d terms of level t fill d operands^t of the
    /// operands^L places of a tree of L levels (Kraft's inequality).</summary>
    private int Ready(JointProduct product)
    {
        AffineBlock block = product.Block;
        int[] rows = Of(product.Input, block);
        int latest = 0;
        for (int p = 0; p < block.InputMap.Length; p++)
            if (block.InputMap[p] is >= 0 and int source)
                latest = Math.Max(latest, levels[product.Input]![source]);
        BigInteger most = 1;
        for (int m = 0; m < block.Columns; m++)
        {
            BigInteger places = 0;
            for (int k = 0; k < block.Rows; k++)
                places += SignedDigits.Weight(block.Weight(k, m)) * BigInteger.Pow(operands, rows[k]);
            most = BigInteger.Max(most, places);
        }
        int height = 0;
        for (BigInteger room = 1; room < most; room *= operands)
            height++;
        return Math.Max(latest - rows.Max(), 0) + height;
    }

    private int[] Gather(GatherNode node)
    {
        int[] all = [.. node.Inputs.SelectMany(i => levels[i]!)];
        return [.. node.Map.Select(e => all[e])];
    }

    private int[] Reduce(ReduceNode node)
    {
        int[] input = levels[node.Input]!;
        int steps = Log2(node.GroupSize);
        return
        [
            .. Enumerable
                .Range(0, node.Type.Count)
                .Select(e => steps + Enumerable.Range(e * node.GroupSize, node.GroupSize).Max(g => input[node.Groups[g]])),
        ];
    }

    private int[] Elementwise(FixedNode node)
    {
        int[] last = new int[node.Type.Count];
        foreach (int operand in node.Operands)
        {
            int[] own = levels[operand]!;
            bool aligned = own.Length == last.Length;
            int latest = own.Length == 0 ? 0 : own.Max();
            for (int e = 0; e < last.Length; e++)
                last[e] = Math.Max(last[e], aligned ? own[e] : latest);
        }
        int steps = Steps(node);
        for (int e = 0; e < last.Length; e++)
            last[e] += steps;
        return last;
    }

    /// <summary>Levels of logic of an operation on elements. Rounding adds, saturation compares; a product is a tree of its bits.</summary>
    private int Steps(FixedNode node) =>
        node switch
        {
            InputNode or ConstantNode or ScaleNode => 0,
            QuantizeNode quantize => (quantize.Rounding is Rounding.Trn ? 0 : 1) + (quantize.Overflow is Overflow.Wrap ? 0 : 1),
            BinaryNode { Operation: BinaryOperation.Multiply } product => 1 + Log2(Widest(product.Right)),
            TreeEnsembleNode ensemble => 3 + Log2(graph.Nodes[ensemble.Input].Type.Count),
            _ => 1,
        };

    private int Widest(int node)
    {
        TensorType type = graph.Nodes[node].Type;
        return Enumerable.Range(0, type.Count).Max(e => type[e].Range.Width);
    }

    private static int Log2(int count) => count < 2 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(count - 1));
}
