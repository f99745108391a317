using System.Numerics;

namespace FastAI.Emulation.Trees;

/// <summary>
/// How many limits an element of at most 16 bits has reached, by tables of bytes: the element less its least value, shifted to the left, is a
/// bucket (high byte) and a place in it (low byte). The rank is that of the bucket, and one more for each limit inside the bucket that the
/// place has reached.
/// </summary>
/// <param name="Scale">Bits that the element is shifted to the left.</param>
/// <param name="Buckets">Entries of each table, 64 or 256.</param>
/// <param name="Limits">Tables of limits inside a bucket: one less than the place of each, or 255 where there are no more.</param>
/// <param name="Tables">For each bucket its rank; then the tables of limits.</param>
internal sealed record FeatureRanks(int Scale, int Buckets, int Limits, byte[] Tables)
{
    /// <summary>Limits of an element at most, so that ranks fit a byte.</summary>
    public const int MaxLimits = byte.MaxValue;

    private const int FewBuckets = 64;

    private const int ManyBuckets = 256;

    private const int Places = 256;

    /// <param name="limits">Different limits in rising order.</param>
    /// <param name="low">What is taken from the element; less than every limit.</param>
    /// <returns>Null where there are too many limits or bits.</returns>
    public static FeatureRanks? Create(long[] limits, long low)
    {
        if (limits.Length > MaxLimits || limits[^1] - low > ushort.MaxValue)
            return null;
        int bits = 64 - (int)long.LeadingZeroCount(limits[^1] - low),
            buckets = bits > 14 ? ManyBuckets : FewBuckets,
            scale = (buckets == ManyBuckets ? 16 : 14) - bits;
        var inside = Enumerable.Range(0, buckets).Select(_ => new List<byte>()).ToArray();
        var ranks = new byte[buckets];
        foreach (long limit in limits)
        {
            int y = (int)(limit - low) << scale,
                first = y / Places;
            if (y % Places == 0)
                ranks[first]++;
            else
                inside[first].Add((byte)(y % Places - 1));
        }
        for (int b = 1; b < buckets; b++)
            ranks[b] += (byte)(ranks[b - 1] + inside[b - 1].Count);
        int most = inside.Max(b => b.Count);
        IEnumerable<byte> Table(int i) => inside.Select(b => i < b.Count ? b[i] : byte.MaxValue);
        return new FeatureRanks(scale, buckets, most, [.. ranks, .. Enumerable.Range(0, most).SelectMany(Table)]);
    }

    /// <summary>Bits of the greatest rank.</summary>
    public static int Width(long[] limits) => 32 - BitOperations.LeadingZeroCount((uint)limits.Length);

    /// <summary>Vector instructions for a vector of events, by which ways to compute trees are compared.</summary>
    public int Cost => (Buckets == FewBuckets ? 1 : 8) * (1 + Limits) + 3 * Limits;
}
