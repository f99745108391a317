using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Small decision trees in 32-bit lanes, lane = event: all tests of a tree at once, then from its last node to its root each node takes what its true or its false branch
/// gave. Sums are modulo 2^32, in which every result that fits is exact.
/// </summary>
internal sealed unsafe class TreeSelect32<S, V, W> : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <summary>Nodes beyond which walking is faster than computing them all.</summary>
    private const int MaxNodes = 64;

    private readonly TreeStructure structure;
    private readonly Row[] from;
    private readonly Row[] to;
    private readonly Pinned<int> thresholds;
    private readonly Pinned<int> values;
    private readonly int[] sums;
    private readonly int[] used;
    private readonly int[] position;

    /// <param name="ensemble">Trees for which <see cref="Serves"/> holds.</param>
    /// <param name="from">Rows of the operand; none of 64 bits.</param>
    /// <param name="to">Rows of the result; none of 64 bits.</param>
    public TreeSelect32(TreeEnsemble ensemble, Row[] from, Row[] to)
    {
        (structure, this.from, this.to) = (ensemble.Structure, from, to);
        thresholds = new([.. ensemble.Thresholds.Select(t => (int)Math.Min(t, int.MaxValue))]);
        values = new([.. ensemble.Values.Select(v => unchecked((int)v))]);
        sums = [.. ensemble.Base.Select(b => unchecked((int)b))];
        used = [.. structure.Features.Distinct().Order()];
        position = [.. structure.Features.Select(f => Array.IndexOf(used, f))];
    }

    /// <summary>Whether the trees are small and no threshold lies below every 32-bit integer.</summary>
    public static bool Serves(TreeEnsemble ensemble)
    {
        var structure = ensemble.Structure;
        for (int t = 0; t < structure.Trees; t++)
            if (structure.NodeStarts[t + 1] - structure.NodeStarts[t] > MaxNodes) return false;
        foreach (long threshold in ensemble.Thresholds)
            if (threshold < int.MinValue) return false;
        return S.Lanes > 1;
    }

    public override void Run(byte* tile)
    {
        var results = new V[to.Length];
        var x = new V[used.Length];
        Span<V> above = new V[MaxNodes], chosen = new V[MaxNodes];
        for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = Rows<S, V, W>.Load(tile, from[used[i]], v);
            for (int i = 0; i < results.Length; i++) results[i] = S.Broadcast(sums[i]);
            for (int t = 0; t < structure.Trees; t++)
            {
                int first = structure.NodeStarts[t], count = structure.NodeStarts[t + 1] - first;
                for (int i = 0; i < count; i++) above[i] = S.GreaterThan(x[position[first + i]], S.Broadcast(thresholds.Pointer[first + i]));
                var targets = structure.TargetsOf(t);
                for (int column = 0; column < targets.Length; column++) results[targets[column]] = S.Add(results[targets[column]], Choose(first, count, column, above, chosen));
            }
            for (int i = 0; i < results.Length; i++) Rows<S, V, W>.Store(tile, to[i], v, results[i]);
        }
    }

    private V Choose(int first, int count, int column, Span<V> above, Span<V> chosen)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            int yes = structure.WhenTrue[first + i], no = structure.WhenFalse[first + i];
            V whenTrue = yes >= 0 ? chosen[yes - first] : S.Broadcast(values.Pointer[~yes + column]);
            V whenFalse = no >= 0 ? chosen[no - first] : S.Broadcast(values.Pointer[~no + column]);
            chosen[i] = S.Select(above[i], whenFalse, whenTrue);
        }
        return chosen[0];
    }
}
