namespace FastAI.Emulation.Trees;

/// <summary>
/// One element as the trees see it: limited to the range of its thresholds, less the lower end, and cut into three parts of its bits. For each part there is a plane
/// (one bit an event) for every k from 0 to 2^bits that says whether the part is at least k.
/// </summary>
/// <param name="Element">Index in the operand.</param>
/// <param name="Low">Values below are taken for this; below every limit that is compared with.</param>
/// <param name="High">Values above are taken for this, the greatest limit.</param>
/// <param name="Shift">Lowest bits in which no two limits differ.</param>
/// <param name="LowBits">Bits of the lowest part.</param>
/// <param name="MidBits">Bits of the next.</param>
/// <param name="HighBits">Bits of the highest.</param>
/// <param name="FirstPlane">Number of the first plane: those of the highest part, then of the middle, then of the lowest.</param>
internal sealed record FeatureBits(int Element, long Low, long High, int Shift, int LowBits, int MidBits, int HighBits, int FirstPlane)
{
    public int MidPlane => FirstPlane + (1 << HighBits) + 1;

    public int LowPlane => MidPlane + (1 << MidBits) + 1;

    public int Planes => LowPlane + (1 << LowBits) + 1 - FirstPlane;

    /// <summary>The planes that answer whether the element is at least <paramref name="limit"/>.</summary>
    public (int High, int Mid, int Low) PlanesOf(long limit)
    {
        long y = (limit - Low) >> Shift;
        return (FirstPlane + (int)(y >> (LowBits + MidBits)), MidPlane + (int)((y >> LowBits) & ((1 << MidBits) - 1)), LowPlane + (int)(y & ((1 << LowBits) - 1)));
    }

    /// <summary>The cut with the fewest planes.</summary>
    /// <param name="element">Index in the operand.</param>
    /// <param name="limits">All that the element is compared with: whether it is at least that.</param>
    /// <param name="least">The least value that the element takes; no limit is that small.</param>
    /// <param name="firstPlane">Number of the first plane.</param>
    public static FeatureBits Create(int element, IReadOnlyCollection<long> limits, long least, int firstPlane)
    {
        long min = limits.Min(), max = limits.Max();
        long differences = limits.Aggregate(0L, (bits, limit) => bits | (limit - min));
        int shift = differences == 0 ? 0 : (int)long.TrailingZeroCount(differences);
        if (min - (1L << shift) < least) shift = 0;
        long low = min - (1L << shift);
        int bits = 64 - (int)long.LeadingZeroCount((max - low) >> shift), third = (bits + 2) / 3, half = (bits - third + 1) / 2;
        return new FeatureBits(element, low, max, shift, bits - third - half, half, third, firstPlane);
    }
}
