using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// Orders the results of an affine map as its positions make them, and cuts them into items of up to 32 lanes. Positions of four results or
/// fewer join, up to eight lanes; positions of up to eight join their neighbour where they share so much of what they read
/// that both together take no more products.
/// </summary>
internal sealed class RowPartition
{
    /// <summary>Results of a vector.</summary>
    public const int Lanes = 8;

    private readonly (int Block, int Position, int Column)[] origin;

    private readonly AffineNode affine;
    private readonly int parts;

    /// <param name="chain">The map.</param>
    /// <param name="parts">Elements of 32 bits of its operand.</param>
    public RowPartition(FusedAffine chain, int parts)
    {
        (affine, this.parts) = (chain.Affine, parts);
        var all = AffineLayout.Origins(chain.Affine);
        origin = [.. chain.Requantize.Select((_, i) => all[chain.Source is null ? i : chain.Source[i]])];
        Order = EventTensor.InOrder(origin.Length);
        Array.Sort(Order, (a, b) => origin[a].CompareTo(origin[b]));
        Items = [.. Cut()];
        Width = Items[^1].First + Items[^1].Vectors * Lanes;
    }

    /// <summary>Elements of the result in the order of their places.</summary>
    public int[] Order { get; }

    /// <summary>First place, results and vectors of each item.</summary>
    public (int First, int Count, int Vectors)[] Items { get; }

    /// <summary>Places of an event with the spare lanes of the last item.</summary>
    public int Width { get; }

    /// <summary>For each element of the result its place.</summary>
    public int[] Places
    {
        get
        {
            int[] places = new int[Order.Length];
            for (int i = 0; i < Order.Length; i++)
                places[Order[i]] = i;
            return places;
        }
    }

    public (int Block, int Position, int Column) OriginOf(int element) => origin[element];

    private IEnumerable<(int First, int Count, int Vectors)> Cut()
    {
        for (int first = 0; first < Order.Length; )
        {
            int count = Run(first);
            if (
                count is > Lanes / 2 and <= Lanes
                && first + count < Order.Length
                && Run(first + count) == count
                && Together(Order[first], Order[first + count])
            )
            {
                yield return (first, 2 * count, 2);
                first += 2 * count;
                continue;
            }
            if (count <= Lanes / 2)
            {
                while (first + count < Order.Length && count + Run(first + count) <= Lanes)
                    count += Run(first + count);
                yield return (first, count, 1);
                first += count;
                continue;
            }
            for (int end = first + count; first < end; )
            {
                int left = end - first,
                    vectors = left > 3 * Lanes ? 4
                    : left > Lanes ? 2
                    : 1;
                int size = Math.Min(left, vectors * Lanes);
                yield return (first, size, vectors);
                first += size;
            }
        }
    }

    /// <summary>Whether the positions that make two results read no more times 32 bits together than one of them alone.</summary>
    private bool Together(int element, int other)
    {
        var (a, b) = (Reads(element), Reads(other));
        return Times32Bits(a.Union(b).Count()) <= Math.Max(Times32Bits(a.Count), Times32Bits(b.Count));
    }

    private int Times32Bits(int elements) => (elements + parts - 1) / parts;

    private HashSet<int> Reads(int element)
    {
        var (b, position, _) = origin[element];
        var block = affine.Blocks[b];
        return [.. block.InputMap.AsSpan().Slice(position * block.Rows, block.Rows).ToArray().Where(i => i >= 0)];
    }

    /// <summary>Results from a place on that one position makes.</summary>
    private int Run(int first)
    {
        var (block, position, _) = origin[Order[first]];
        int end = first;
        while (end < Order.Length && origin[Order[end]].Block == block && origin[Order[end]].Position == position)
            end++;
        return end - first;
    }
}
