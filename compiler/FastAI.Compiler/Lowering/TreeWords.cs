using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// The words of one decision tree. Bit k of an index is the result of the test that the path asks at depth k; the index addresses small
/// tables that hold the bits of the leaves. So no leaf is chosen by multiplexers of its width, and what is
/// registered is the index. A tree deeper than
/// <see cref="MaxDepth"/> is several such trees whose leaves are chosen by its upper tests.
/// </summary>
internal sealed class TreeWords
{
    /// <summary>Depth of a tree that one index addresses.</summary>
    private const int MaxDepth = 8;

    /// <summary>Inputs of a table of two outputs.</summary>
    private const int DualInputs = 5;

    private readonly CircuitBuilder b;
    private readonly TreeEnsemble ensemble;
    private readonly int[] tests;
    private readonly int root;
    private readonly int columns;
    private readonly long[] least;

    /// <summary>For each node of the tree the greatest number of tests from it to a leaf.</summary>
    private readonly Dictionary<int, int> heights = [];
    private readonly Dictionary<int, int[]> words = [];

    /// <param name="b">Gets the words.</param>
    /// <param name="ensemble">The trees.</param>
    /// <param name="tree">Which of them.</param>
    /// <param name="tests">For each node the word that is 1 where its test holds.</param>
    public TreeWords(CircuitBuilder b, TreeEnsemble ensemble, int tree, int[] tests)
    {
        (this.b, this.ensemble, this.tests) = (b, ensemble, tests);
        columns = ensemble.Structure.TargetsOf(tree).Length;
        root = Decided(ensemble.Structure.NodeStarts[tree]);
        Measure(root, ensemble.Structure.NodeStarts[tree + 1]);
        least = new long[columns];
        Array.Fill(least, long.MaxValue);
        foreach (int leaf in heights.Keys.SelectMany(n => (int[])[True(n), False(n)]).Append(root).Where(l => l < 0))
            for (int c = 0; c < columns; c++)
                least[c] = Math.Min(least[c], ensemble.Values[~leaf + c]);
    }

    /// <summary>The least values that the tree gives, one for each of its targets.</summary>
    public ReadOnlySpan<long> Least => least;

    /// <summary>What the tree gives beyond the least values, one word for each of its targets.</summary>
    public int[] Leaf() => At(root);

    private int True(int node) => Decided(ensemble.Structure.WhenTrue[node]);

    private int False(int node) => Decided(ensemble.Structure.WhenFalse[node]);

    /// <summary>Where a path goes on through tests that are the same for every event.</summary>
    private int Decided(int branch)
    {
        while (branch >= 0 && b.ConstantOf(tests[branch]) is { } holds)
            branch = holds == 1 ? ensemble.Structure.WhenTrue[branch] : ensemble.Structure.WhenFalse[branch];
        return branch;
    }

    /// <summary>Branches are later nodes: found from the root on, measured from the last one back.</summary>
    private void Measure(int from, int end)
    {
        if (from < 0)
            return;
        var reached = new bool[end - from];
        reached[0] = true;
        for (int n = from; n < end; n++)
        {
            if (!reached[n - from])
                continue;
            foreach (int branch in (ReadOnlySpan<int>)[True(n), False(n)])
                if (branch >= 0)
                    reached[branch - from] = true;
        }
        for (int n = end - 1; n >= from; n--)
            if (reached[n - from])
                heights.Add(n, 1 + Math.Max(heights.GetValueOrDefault(True(n)), heights.GetValueOrDefault(False(n))));
    }

    private int[] At(int branch)
    {
        if (branch < 0)
            return [.. Enumerable.Range(0, columns).Select(c => b.Constant(ensemble.Values[~branch + c] - least[c]))];
        if (words.TryGetValue(branch, out int[]? known))
            return known;
        if (heights[branch] > MaxDepth)
        {
            int[] yes = At(True(branch)),
                no = At(False(branch));
            return words[branch] = [.. yes.Select((w, c) => b.Mux(tests[branch], w, no[c]))];
        }
        return words[branch] = Indexed(branch);
    }

    private int[] Indexed(int from)
    {
        int depth = heights[from];
        int[] reached = [from];
        var index = new List<int>(depth);
        MuxTree.Halves split = default;
        for (int k = 0; k < depth; k++)
        {
            int[] asked = [.. reached.Select(n => n < 0 ? MuxTree.Any : tests[n])];
            split = new(MuxTree.Any, 0, 0);
            if (k == depth - 1 && depth < DualInputs)
                split = MuxTree.Split(b, [.. index], asked);
            if (split.Select == MuxTree.Any)
                index.Add(k == depth - 1 && depth < DualInputs ? split.WhenZero : MuxTree.Build(b, [.. index], asked));
            var next = new int[2 * reached.Length];
            for (int i = 0; i < reached.Length; i++)
            {
                int n = reached[i];
                (next[i], next[i + reached.Length]) = n < 0 ? (n, n) : (False(n), True(n));
            }
            reached = next;
        }
        int leaves = 1 << (depth - 1);
        if (split.Select == MuxTree.Any)
            return Rom([.. index], reached);
        // the last choice is left to the tables of the leaves: (.., when zero, when one) instead of one bit
        int chooser = index.IndexOf(split.Select);
        var wider = new int[4 * leaves];
        for (int i = 0; i < wider.Length; i++)
        {
            int last = i >> (depth - 1 + (i >> chooser & 1)) & 1;
            wider[i] = reached[(i & (leaves - 1)) | last * leaves];
        }
        return Rom([.. index, split.WhenZero, split.WhenOne], wider);
    }

    /// <summary>For each target the leaf at the index.</summary>
    private int[] Rom(ReadOnlySpan<int> index, int[] leaves)
    {
        var result = new int[columns];
        for (int c = 0; c < columns; c++)
        {
            long[] values = [.. leaves.Select(l => ensemble.Values[~l + c] - least[c])];
            long most = values.Max();
            var bits = new int[64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)most)];
            for (int k = 0; k < bits.Length; k++)
                bits[k] = RomBit(index, [.. values.Select(v => (v >> k & 1) == 1)]);
            result[c] = b.Join(bits, most);
        }
        return result;
    }

    private int RomBit(ReadOnlySpan<int> index, bool[] values)
    {
        if (index.Length <= TruthTable.MaxInputs)
            return b.Lut(index, TruthTable.Of(index.Length, row => values[row]));
        // the first bits choose among tables of the others
        int first = index.Length > TruthTable.MaxInputs + 1 ? 2 : 1;
        var parts = new int[1 << first];
        for (int p = 0; p < parts.Length; p++)
            parts[p] = RomBit(index[first..], [.. values.Where((_, i) => (i & (parts.Length - 1)) == p)]);
        return MuxTree.Build(b, index[..first], parts);
    }
}
