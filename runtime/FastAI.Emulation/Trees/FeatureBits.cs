namespace FastAI.Emulation.Trees;

/// <summary>
/// One element as the trees see it: limited to the range of its thresholds, less the lower end, and cut into parts of its bits. For each
/// part there is a plane
/// (one bit an event) for every k from 0 to 2^bits that says whether the part is at least k.
/// </summary>
/// <param name="Element">Index in the operand.</param>
/// <param name="Low">Values below are taken for this; below every limit that is compared with.</param>
/// <param name="High">Values above are taken for this, the greatest limit.</param>
/// <param name="Shift">Lowest bits in which no two limits differ.</param>
/// <param name="Bits">Bits of each part, the lowest first.</param>
/// <param name="FirstPlane">For each part the number of its first plane, and at last the number after all.</param>
internal sealed record FeatureBits(int Element, long Low, long High, int Shift, int[] Bits, int[] FirstPlane)
{
    /// <summary>
    /// The planes that answer whether the element is at least <paramref name="limit"/>: 16 bits for each part, the lowest first.
    /// </summary>
    public ulong PlanesOf(long limit)
    {
        long y = (limit - Low) >> Shift;
        ulong planes = 0;
        for (int part = 0; part < Bits.Length; part++)
        {
            planes |= (ulong)(FirstPlane[part] + (y & ((1L << Bits[part]) - 1))) << (16 * part);
            y >>= Bits[part];
        }
        return planes;
    }

    /// <summary>Cuts into parts of about the same size, which take the fewest planes.</summary>
    /// <param name="element">Index in the operand.</param>
    /// <param name="limits">All that the element is compared with: whether it is at least that.</param>
    /// <param name="least">The least value that the element takes; no limit is that small.</param>
    /// <param name="firstPlane">Number of the first plane.</param>
    /// <param name="parts">Number of parts.</param>
    public static FeatureBits Create(int element, IReadOnlyCollection<long> limits, long least, int firstPlane, int parts)
    {
        long min = limits.Min(),
            max = limits.Max();
        int shift = ShiftOf(limits, least);
        long low = min - (1L << shift);
        int width = Width(limits, least);
        int[] bits = [.. Enumerable.Range(0, parts).Select(p => (width + p) / parts)];
        int[] first = new int[parts + 1];
        first[0] = firstPlane;
        for (int p = 0; p < parts; p++)
            first[p + 1] = first[p] + (1 << bits[p]) + 1;
        return new FeatureBits(element, low, max, shift, bits, first);
    }

    /// <summary>Bits of all parts together.</summary>
    public static int Width(IReadOnlyCollection<long> limits, long least)
    {
        int shift = ShiftOf(limits, least);
        return 64 - (int)long.LeadingZeroCount((limits.Max() - limits.Min() + (1L << shift)) >> shift);
    }

    private static int ShiftOf(IReadOnlyCollection<long> limits, long least)
    {
        long min = limits.Min(),
            differences = limits.Aggregate(0L, (bits, limit) => bits | (limit - min));
        int shift = differences == 0 ? 0 : (int)long.TrailingZeroCount(differences);
        return min - (1L << shift) < least ? 0 : shift;
    }
}
