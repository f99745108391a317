namespace FastAI.Emulation.Trees;

/// <summary>
/// One element as the trees see it: limited to the range of its thresholds, less the lower end, either as it is or
/// replaced by the number of limits that it has reached, and cut into parts of its bits. For each part there is a plane (one bit an event) for every k from 0
/// to 2^bits that says whether the part is at least k.
/// </summary>
/// <param name="Element">Index in the operand.</param>
/// <param name="Low">Values below are taken for this; below every limit that is compared with.</param>
/// <param name="High">Values above are taken for this, the greatest limit.</param>
/// <param name="Shift">Lowest bits in which no two limits differ.</param>
/// <param name="Bits">Bits of each part, the lowest first.</param>
/// <param name="FirstPlane">For each part the number of its first plane, and at last the number after all.</param>
/// <param name="Ranks">How the number of limits is found; null where the element itself is cut into parts.</param>
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
    /// <summary>
    /// For each part, the lowest first, the plane that answers whether the element is at least <paramref name="limit"/>.
    /// </summary>
    public ushort[] PlanesOf(long limit)
    {
        long y = Ranks is null ? (limit - Low) >> Shift : 1 + Array.BinarySearch(Limits, limit);
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
        int[] bits = Cut(Width(limits, least), parts);
        return new FeatureBits(element, low, limits[^1], shift, bits, Places(bits, firstPlane), null, limits);
    }

    /// <summary>Replaces the element by its rank among the limits, and cuts that into parts.</summary>
    public static FeatureBits Create(int element, long[] limits, long least, int firstPlane, int parts, FeatureRanks ranks)
    {
        int[] bits = Cut(FeatureRanks.Width(limits), parts);
        return new(element, Below(limits, least), limits[^1], 0, bits, Places(bits, firstPlane), ranks, limits);
    }

    private static int[] Cut(int width, int parts) => [.. Enumerable.Range(0, parts).Select(p => (width + p) / parts)];

    private static int[] Places(int[] bits, int firstPlane)
    {
        int[] first = new int[bits.Length + 1];
        first[0] = firstPlane;
        for (int p = 0; p < bits.Length; p++)
            first[p + 1] = first[p] + (1 << bits[p]) + 1;
        return first;
    }

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
