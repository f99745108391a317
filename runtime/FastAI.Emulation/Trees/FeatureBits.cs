using System.Numerics;

namespace FastAI.Emulation.Trees;

/// <summary>
/// One element as the trees see it: limited to the range of its thresholds, less the lower end, and either cut into parts of its bits or
/// replaced by the number of limits that it has reached, its one part. For each part there is a plane (one bit an event) for every k from 0
/// to its greatest that says whether the part is at least k.
/// </summary>
/// <param name="Element">Index in the operand.</param>
/// <param name="Low">Values below are taken for this; below every limit that is compared with.</param>
/// <param name="High">Values above are taken for this, the greatest limit.</param>
/// <param name="Shift">Lowest bits in which no two limits differ.</param>
/// <param name="Bits">Bits of each part, the lowest first.</param>
/// <param name="FirstPlane">For each part the number of its first plane, and at last the number after all.</param>
/// <param name="Ranks">How the number of limits is found; null for parts of the element's bits.</param>
/// <param name="Limits">All limits in rising order.</param>
internal sealed record FeatureBits(
    int Element,
    long Low,
    long High,
    int Shift,
    int[] Bits,
    int[] FirstPlane,
    FeatureRanks? Ranks,
    long[] Limits
)
{
    /// <summary>The greatest k of a part for which there is a plane.</summary>
    public int Greatest(int part) => FirstPlane[part + 1] - FirstPlane[part] - 1;

    /// <summary>
    /// For each part, the lowest first, the plane that answers whether the element is at least <paramref name="limit"/>.
    /// </summary>
    public ushort[] PlanesOf(long limit)
    {
        if (Ranks is not null)
            return [(ushort)(FirstPlane[0] + 1 + Array.BinarySearch(Limits, limit))];
        long y = (limit - Low) >> Shift;
        var planes = new ushort[Bits.Length];
        for (int part = 0; part < planes.Length; part++)
        {
            planes[part] = (ushort)(FirstPlane[part] + (y & ((1L << Bits[part]) - 1)));
            y >>= Bits[part];
        }
        return planes;
    }

    /// <summary>Cuts into parts of about the same size, which take the fewest planes.</summary>
    /// <param name="element">Index in the operand.</param>
    /// <param name="limits">All that the element is compared with, whether it is at least that; in rising order.</param>
    /// <param name="least">The least value that the element takes; no limit is that small.</param>
    /// <param name="firstPlane">Number of the first plane.</param>
    /// <param name="parts">Number of parts.</param>
    public static FeatureBits Create(int element, long[] limits, long least, int firstPlane, int parts)
    {
        int shift = ShiftOf(limits, least);
        long low = Below(limits, least);
        int width = Width(limits, least);
        int[] bits = [.. Enumerable.Range(0, parts).Select(p => (width + p) / parts)];
        int[] first = new int[parts + 1];
        first[0] = firstPlane;
        for (int p = 0; p < parts; p++)
            first[p + 1] = first[p] + (1 << bits[p]) + 1;
        return new FeatureBits(element, low, limits[^1], shift, bits, first, null, limits);
    }

    /// <summary>Replaces the element by its rank among the limits.</summary>
    public static FeatureBits Create(int element, long[] limits, long least, int firstPlane, FeatureRanks ranks) =>
        new(
            element,
            Below(limits, least),
            limits[^1],
            0,
            [RankBits(limits.Length)],
            [firstPlane, firstPlane + RankPlanes(limits.Length)],
            ranks,
            limits
        );

    /// <summary>Planes of an element's rank: beyond the limits only as many as are made together.</summary>
    public static int RankPlanes(int limits) => 1 + (limits < 4 ? 1 << RankBits(limits) : (limits + 7) / 8 * 8);

    private static int RankBits(int limits) => 32 - BitOperations.LeadingZeroCount((uint)limits);

    /// <summary>A value that the element can be limited to from below: less than every limit.</summary>
    public static long Below(long[] limits, long least) => limits[0] - (1L << ShiftOf(limits, least));

    /// <summary>Bits of all parts together.</summary>
    public static int Width(long[] limits, long least)
    {
        int shift = ShiftOf(limits, least);
        return 64 - (int)long.LeadingZeroCount((limits[^1] - limits[0] + (1L << shift)) >> shift);
    }

    private static int ShiftOf(long[] limits, long least)
    {
        long min = limits[0],
            differences = limits.Aggregate(0L, (bits, limit) => bits | (limit - min));
        int shift = differences == 0 ? 0 : (int)long.TrailingZeroCount(differences);
        return min - (1L << shift) < least ? 0 : shift;
    }
}
