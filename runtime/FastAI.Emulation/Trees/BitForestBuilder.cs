using System.Numerics;
using System.Runtime.InteropServices;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>Cuts an ensemble into blocks, planes and tables of leaves.</summary>
internal sealed class BitForestBuilder
{
    private const int MaxParts = 4;

    /// <summary>Making a plane takes as long as so many parts of a test: it is written, mostly beyond the first-level cache.</summary>
    private const int PlaneCost = 3;

    /// <summary>Vector and scalar instructions of a part of a test.</summary>
    private const int PartInstructions = 5;

    /// <summary>Vectors of bytes as long as a plane.</summary>
    private const int RankVectors = 8;

    private readonly TreeEnsemble ensemble;
    private readonly TreeStructure structure;
    private readonly TensorType input;
    private readonly Dictionary<int, FeatureBits> features = [];
    private readonly List<ushort> nodes = [];
    private readonly List<int> below = [];
    private readonly List<BitTree> trees = [];
    private readonly List<TreeGroup> groups = [];
    private readonly List<LeafRun> runs = [];
    private readonly List<LeafJob> jobs = [];
    private readonly List<byte> tables = [];
    private readonly uint[] sums;
    private readonly int[] levels;
    private int nodeCount;
    private int parts;

    private BitForestBuilder(TreeEnsemble ensemble, TensorType input)
    {
        (this.ensemble, this.input, structure) = (ensemble, input, ensemble.Structure);
        sums = [.. ensemble.Base.Select(b => unchecked((uint)b))];
        levels = new int[structure.Nodes];
        for (int n = structure.Nodes - 1; n >= 0; n--)
            levels[n] = IsConstant(n) ? 0 : 1 + Math.Max(LevelsOf(structure.WhenTrue[n]), LevelsOf(structure.WhenFalse[n]));
    }

    /// <param name="ensemble">The trees.</param>
    /// <param name="input">Type of the operand.</param>
    /// <param name="maxPlanes">Planes that nodes can name.</param>
    /// <param name="ranks">Whether elements may be replaced by how many limits they have reached.</param>
    /// <returns>Null where a tree has more levels, an element more bits or the leaves more width than this form has.</returns>
    public static BitForest? Create(TreeEnsemble ensemble, TensorType input, int maxPlanes, bool ranks)
    {
        var builder = new BitForestBuilder(ensemble, input);
        return builder.FindFeatures(maxPlanes, ranks) ? builder.Build() : null;
    }

    /// <summary>The least value of the element that fails node n's test.</summary>
    private long Limit(int n) => ensemble.Thresholds[n] + 1;

    // Every value passes, or none does.
    private bool IsConstant(int n) =>
        input[structure.Features[n]].Range is var range && (ensemble.Thresholds[n] >= range.High || ensemble.Thresholds[n] < range.Low);

    private int Follow(int branch)
    {
        while (branch >= 0 && IsConstant(branch))
            branch =
                ensemble.Thresholds[branch] >= input[structure.Features[branch]].Range.High
                    ? structure.WhenTrue[branch]
                    : structure.WhenFalse[branch];
        return branch;
    }

    private int LevelsOf(int branch) => (branch = Follow(branch)) < 0 ? 0 : levels[branch];

    // More parts take fewer planes, which are all made, but each node looks at two planes of each part but the last.
    private bool FindFeatures(int maxPlanes, bool ranks)
    {
        for (int t = 0; t < structure.Trees; t++)
            if (LevelsOf(structure.NodeStarts[t]) > BitTree.MaxLevels)
                return false;
        var limits = Enumerable
            .Range(0, structure.Nodes)
            .Where(n => !IsConstant(n))
            .GroupBy(n => structure.Features[n], Limit)
            .OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.Distinct().Order().ToArray());
        if (limits.Values.Any(l => l[^1] - (Int128)l[0] >= 1 << BitForest.MaxFeatureBits))
            return false;
        if (limits.Count == 0)
            return false;
        int[] widths = [.. limits.Select(l => FeatureBits.Width(l.Value, Least(l.Key)))];
        (parts, long cost) = FewestInstructions(widths, maxPlanes);
        var found = ranks ? FindRanks(limits) : null;
        if (found is not null)
        {
            var (rankParts, rankCost) = FewestInstructions([.. limits.Values.Select(FeatureRanks.Width)], maxPlanes);
            if (rankCost + found.Values.Sum(t => (long)t.Cost) * RankVectors / PartInstructions < cost)
                parts = rankParts;
            else
                found = null;
        }
        if (parts == 0)
            return false;
        int planes = 0;
        foreach (var (element, all) in limits)
        {
            features[element] = found is null
                ? FeatureBits.Create(element, all, Least(element), planes, parts)
                : FeatureBits.Create(element, all, Least(element), planes, parts, found[element]);
            planes = features[element].FirstPlane[^1];
        }
        return true;
    }

    private Dictionary<int, FeatureRanks>? FindRanks(Dictionary<int, long[]> limits)
    {
        var found = new Dictionary<int, FeatureRanks>();
        foreach (var (element, all) in limits)
        {
            if (FeatureRanks.Create(all, FeatureBits.Below(all, Least(element))) is not { } table)
                return null;
            found[element] = table;
        }
        return found;
    }

    private (int Parts, long Cost) FewestInstructions(int[] widths, int maxPlanes)
    {
        (int Parts, long Cost) best = (0, long.MaxValue / 2);
        for (int p = 1; p <= MaxParts; p++)
            if (PlanesOf(widths, p) is var planes && planes <= maxPlanes && PlaneCost * planes + (long)p * structure.Nodes is var cost)
                if (cost < best.Cost)
                    best = (p, cost);
        return best;
    }

    private static long PlanesOf(int[] widths, int parts) =>
        widths.Sum(w => Enumerable.Range(0, parts).Sum(p => (1L << ((w + p) / parts)) + 1));

    private long Least(int element) => (long)input[element].Range.Low;

    private BitForest? Build()
    {
        int[] order = [.. Enumerable.Range(0, structure.Trees).OrderBy(t => structure.TargetsOf(t)[0])];
        var leaves = new List<(int[] Targets, uint[][] Columns)>();
        foreach (int t in order)
        {
            int root = Follow(structure.NodeStarts[t]);
            int[] targets = structure.TargetsOf(t).ToArray();
            if (root < 0)
            {
                for (int c = 0; c < targets.Length; c++)
                    sums[targets[c]] += unchecked((uint)ensemble.Values[~root + c]);
                continue;
            }
            int[] leafOf = AddTree(root);
            var columns = new uint[targets.Length][];
            for (int c = 0; c < targets.Length; c++)
            {
                long[] values = [.. leafOf.Select(v => ensemble.Values[v + c])];
                long least = values.Min();
                if (values.Max() - (Int128)least > uint.MaxValue)
                    return null;
                sums[targets[c]] += unchecked((uint)least);
                columns[c] = [.. values.Select(v => (uint)(v - least))];
            }
            leaves.Add((targets, columns));
        }
        if (leaves.Count == 0)
            return null;
        int width = leaves.SelectMany(l => l.Columns).Select(c => 32 - BitOperations.LeadingZeroCount(c.Max())).Max();
        int leafParts = Math.Max(1, (width + 7) / 8),
            partBits = Math.Max(1, (width + leafParts - 1) / leafParts);
        AddGroups(leaves, leafParts, partBits);
        return new BitForest(
            [.. features.Values],
            parts,
            [.. trees],
            [.. nodes],
            [.. below],
            [.. groups],
            [.. runs],
            [.. jobs],
            [.. tables],
            partBits,
            leafParts,
            [.. sums.Select(s => unchecked((int)s))]
        );
    }

    /// <summary>Adds the blocks of a tree.</summary>
    /// <returns>For each leaf number, whose lowest bit is the root's test, the first value of the leaf.</returns>
    private int[] AddTree(int root)
    {
        int depth = levels[root];
        var tree = new BitTree(depth, nodeCount, below.Count);
        trees.Add(tree);
        var leafOf = new int[1 << depth];
        void Leaf(int branch, int number) => leafOf[number] = ~branch;
        if (depth <= BitTree.BlockLevels)
        {
            AddBlock(root, depth, Leaf);
            return leafOf;
        }
        var exits = new int[1 << tree.TopLevels];
        AddBlock(root, tree.TopLevels, (branch, number) => exits[number] = branch);
        // Ways out in the order of the block's tests, the root's first.
        for (int way = 0; way < exits.Length; way++)
        {
            int number = Reversed(way, tree.TopLevels),
                exit = exits[number];
            below.Add(exit < 0 ? -1 : nodeCount);
            if (exit >= 0)
                AddBlock(exit, BitTree.BlockLevels, (branch, inner) => Leaf(branch, number | (inner << tree.TopLevels)));
            else
                for (int inner = 0; inner < 1 << BitTree.BlockLevels; inner++)
                    Leaf(exit, number | (inner << tree.TopLevels));
        }
        return leafOf;
    }

    private static int Reversed(int value, int bits) => (int)(ReversedBits((uint)value) >> (32 - bits));

    private static uint ReversedBits(uint value)
    {
        uint result = 0;
        for (int i = 0; i < 32; i++)
            result |= ((value >> i) & 1) << (31 - i);
        return result;
    }

    private void AddBlock(int root, int depth, Action<int, int> exit)
    {
        int first = nodeCount;
        nodeCount += (1 << depth) - 1;
        nodes.AddRange(new ushort[((1 << depth) - 1) * parts]);
        void Place(int branch, int place, int level, int number)
        {
            branch = Follow(branch);
            if (level == depth)
            {
                exit(branch, number);
                return;
            }
            if (branch >= 0)
                Compare(branch).CopyTo(CollectionsMarshal.AsSpan(nodes)[((first + place) * parts)..]);
            // Below an early leaf tests do not matter: all their leaves are the same.
            Place(branch < 0 ? branch : structure.WhenTrue[branch], 2 * place + 1, level + 1, number);
            Place(branch < 0 ? branch : structure.WhenFalse[branch], 2 * place + 2, level + 1, number | (1 << level));
        }
        Place(root, 0, 0, 0);
    }

    private ushort[] Compare(int n) => features[structure.Features[n]].PlanesOf(Limit(n));

    private void AddGroups(List<(int[] Targets, uint[][] Columns)> leaves, int leafParts, int partBits)
    {
        int entries = trees.Any(t => t.Levels > BitTree.BlockLevels) ? 1 << BitTree.MaxLevels : 1 << BitTree.BlockLevels;
        uint mask = (1u << partBits) - 1;
        uint Largest(uint[] column) => Enumerable.Range(0, leafParts).Max(p => column.Max(v => (v >> (p * partBits)) & mask));
        var pending = new long[sums.Length];
        for (int first = 0; first < leaves.Count; )
        {
            var bytes = new uint[sums.Length];
            int next = first;
            for (; next < leaves.Count && next < first + BitForest.MaxGroup; next++)
            {
                var (targets, columns) = leaves[next];
                if (Enumerable.Range(0, targets.Length).Any(c => bytes[targets[c]] + Largest(columns[c]) > byte.MaxValue))
                    break;
                for (int c = 0; c < targets.Length; c++)
                    bytes[targets[c]] += Largest(columns[c]);
            }
            int firstRun = runs.Count;
            foreach (int target in Enumerable.Range(first, next - first).SelectMany(t => leaves[t].Targets).Distinct().Order())
            {
                int firstJob = jobs.Count;
                for (int t = first; t < next; t++)
                {
                    int c = Array.IndexOf(leaves[t].Targets, target);
                    if (c < 0)
                        continue;
                    jobs.Add(new LeafJob(t - first, tables.Count));
                    uint[] column = leaves[t].Columns[c];
                    for (int p = 0; p < leafParts; p++)
                    for (int i = 0; i < entries; i++)
                        tables.Add((byte)((column[i & (column.Length - 1)] >> (p * partBits)) & mask));
                }
                pending[target] += byte.MaxValue;
                bool spill = pending[target] + byte.MaxValue > ushort.MaxValue;
                if (spill)
                    pending[target] = 0;
                runs.Add(new LeafRun(target, firstJob, jobs.Count - firstJob, spill));
            }
            groups.Add(new TreeGroup(first, next - first, firstRun, runs.Count - firstRun));
            first = next;
        }
    }
}
