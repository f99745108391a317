using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Joins the constant matrices of different layers that read the same words at the same positions (the gates of a recurrent cell, the
/// branches of a network), so that sums which they have in common are looked for over all their columns.
/// </summary>
internal sealed class JointProducts
{
    /// <summary>Rows times weights of a joint matrix, with 16 digits a weight as many as the solver takes.</summary>
    private const long LargestVolume = ConstantMatrixProblem.LargestVolume / 64;

    private readonly Dictionary<AffineNode, (JointProduct Product, int First)[]> places = new(ReferenceEqualityComparer.Instance);
    private readonly List<JointProduct> all = [];

    private JointProducts() { }

    /// <summary>In the order in which they are first needed.</summary>
    public IReadOnlyList<JointProduct> All => all;

    /// <summary>The product that a block of a node is part of, and the block's first column in it.</summary>
    public (JointProduct Product, int First) this[AffineNode node, int block] => places[node][block];

    public static JointProducts Of(FixedGraph graph, bool[] needed)
    {
        var products = new JointProducts();
        var groups = new List<Group>();
        var open = new Dictionary<(int Input, int Rows, int Hash), List<Group>>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (!needed[i] || graph.Nodes[i] is not AffineNode node)
                continue;
            products.places.Add(node, new (JointProduct, int)[node.Blocks.Length]);
            for (int k = 0; k < node.Blocks.Length; k++)
            {
                AffineBlock block = node.Blocks[k];
                (int, int, int) key = (node.Input, block.Rows, HashOf(block.InputMap));
                if (!open.TryGetValue(key, out List<Group>? same))
                    open.Add(key, same = []);
                long[] magnitudes = Magnitudes(block);
                Group? group = same.Find(g => g.Takes(block, magnitudes));
                if (group is null)
                {
                    group = new(node.Name, node.Input, Sizes(block, graph.Nodes[node.Input].Type));
                    same.Add(group);
                    groups.Add(group);
                }
                group.Add(node, k, magnitudes);
            }
        }
        foreach (Group group in groups)
        {
            JointProduct product = group.Join();
            products.all.Add(product);
            int first = 0;
            foreach (var (node, k) in group.Parts)
            {
                products.places[node][k] = (product, first);
                first += node.Blocks[k].Columns;
            }
        }
        return products;
    }

    private static int HashOf(ImmutableArray<int> map)
    {
        var code = new HashCode();
        foreach (int element in map)
            code.Add(element);
        return code.ToHashCode();
    }

    /// <summary>The largest magnitude of a weight in each row; saturated, so that none is negative.</summary>
    private static long[] Magnitudes(AffineBlock block)
    {
        var largest = new long[block.Rows];
        for (int k = 0; k < block.Rows; k++)
        for (int m = 0; m < block.Columns; m++)
            largest[k] = Math.Max(largest[k], Math.Abs(Math.Max(block.Weight(k, m), -long.MaxValue)));
        return largest;
    }

    /// <summary>The largest magnitude of what each row meets at any position.</summary>
    private static Int128[] Sizes(AffineBlock block, TensorType input)
    {
        var sizes = new Int128[block.Rows];
        for (int p = 0; p < block.InputMap.Length; p++)
        {
            if (block.InputMap[p] < 0)
                continue;
            Interval range = input[block.InputMap[p]].Range;
            sizes[p % block.Rows] = Int128.Max(sizes[p % block.Rows], Int128.Max(Int128.Abs(range.Low), Int128.Abs(range.High)));
        }
        return sizes;
    }

    /// <summary>Blocks that become one product.</summary>
    private sealed class Group(string layer, int input, Int128[] sizes)
    {
        private readonly long[] magnitudes = new long[sizes.Length];
        private int columns;

        public List<(AffineNode Node, int Block)> Parts { get; } = [];

        /// <summary>Whether a block reads the same and the joint matrix stays within what the solver takes: a matrix that is refused
        /// is refused alone, by its own layer's name.</summary>
        public bool Takes(AffineBlock block, long[] own)
        {
            AffineBlock first = Parts[0].Node.Blocks[Parts[0].Block];
            if (!first.InputMap.AsSpan().SequenceEqual(block.InputMap.AsSpan()))
                return false;
            int joint = columns + block.Columns;
            if (joint > ConstantMatrixProblem.LargestSide || (long)block.Rows * block.Rows * joint > LargestVolume)
                return false;
            Int128 most = 0;
            for (int k = 0; k < own.Length; k++)
            {
                long weight = Math.Max(magnitudes[k], own[k]);
                if (weight > ConstantMatrixProblem.LargestWeight)
                    return false;
                most += weight * Int128.Min(sizes[k], Int128.One << ConstantMatrixProblem.LargestSumBits);
            }
            return most < Int128.One << (ConstantMatrixProblem.LargestSumBits - 1);
        }

        public void Add(AffineNode node, int block, long[] own)
        {
            Parts.Add((node, block));
            columns += node.Blocks[block].Columns;
            for (int k = 0; k < own.Length; k++)
                magnitudes[k] = Math.Max(magnitudes[k], own[k]);
        }

        public JointProduct Join()
        {
            AffineBlock[] blocks = [.. Parts.Select(p => p.Node.Blocks[p.Block])];
            int rows = blocks[0].Rows;
            var weights = ImmutableArray.CreateBuilder<long>(rows * columns);
            for (int k = 0; k < rows; k++)
                foreach (AffineBlock block in blocks)
                    weights.AddRange(block.Weights.AsSpan().Slice(k * block.Columns, block.Columns));
            return new(
                layer,
                input,
                new(
                    rows,
                    columns,
                    blocks[0].InputMap,
                    [.. Enumerable.Range(0, blocks[0].Positions * columns)],
                    weights.MoveToImmutable(),
                    [.. blocks.SelectMany(b => b.Bias)]
                )
            );
        }
    }
}
