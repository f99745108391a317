using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// A long table that rises (or falls) by at most one from entry to entry and is constant towards both ends, as a sigmoid or a hyperbolic
/// tangent is on a fine grid, in registers. What lies between the ends is cut into at most 256 segments of eight entries. A segment has its
/// first entry, a byte above the table's least, and seven bits that say where the table steps on; entry j is the first and as many more as
/// there are ones among the lowest j bits. First entries, bits, masks of j ones and numbers of ones are all looked up 64 at a
/// time (<c>vpermb</c>, <c>vpermi2b</c>). Any index is safe: what lies outside the table is taken for its nearer end.
/// </summary>
internal sealed unsafe class SteppedTable
{
    private const int Bytes = 64;
    private const int EntriesOfSegment = 8;
    private const int Segments = 256;
    private const int Counted = 128;

    private readonly Pinned<byte> firsts = new(Segments);
    private readonly Pinned<byte> steps = new(Segments);
    private readonly Pinned<byte> masks = new(Bytes);
    private readonly Pinned<sbyte> ones = new(Counted);
    private readonly short lowest;
    private readonly short highest;
    private readonly short least;

    private SteppedTable(ReadOnlySpan<short> entries, int first, int start, int end, bool falls)
    {
        (lowest, highest) = ((short)(first + start), (short)(first + end));
        least = Math.Min(entries[start], entries[end]);
        for (int i = start; i <= end; i++)
        {
            int segment = (i - start) / EntriesOfSegment,
                place = (i - start) % EntriesOfSegment;
            if (place == 0)
                firsts.Pointer[segment] = (byte)(entries[i] - least);
            else if (entries[i] != entries[i - 1])
                steps.Pointer[segment] |= (byte)(1 << (place - 1));
        }
        for (int i = 0; i < Bytes; i++)
            masks.Pointer[i] = (byte)((1 << (i % EntriesOfSegment)) - 1);
        for (int i = 0; i < Counted; i++)
            ones.Pointer[i] = (sbyte)(falls ? -int.PopCount(i) : int.PopCount(i));
    }

    /// <param name="table">Arguments and entries fit 16 bits.</param>
    /// <returns>Null where the machine or the table does not allow it.</returns>
    public static SteppedTable? TryCreate(LookupTable table)
    {
        if (!Avx512Vbmi.IsSupported)
            return null;
        short[] entries = [.. table.Entries.Select(e => (short)e)];
        int start = 0,
            end = entries.Length - 1;
        while (start < end && entries[start + 1] == entries[0])
            start++;
        while (end > start && entries[end - 1] == entries[^1])
            end--;
        bool falls = entries[end] < entries[start];
        int rise = falls ? -1 : 1;
        if (end - start >= Segments * EntriesOfSegment || Math.Abs(entries[end] - entries[start]) > byte.MaxValue)
            return null;
        for (int i = start + 1; i <= end; i++)
            if (entries[i] != entries[i - 1] && entries[i] != entries[i - 1] + rise)
                return null;
        return new SteppedTable(entries, (int)table.First, start, end, falls);
    }

    /// <param name="x">Arguments; whole vectors of 64 are read.</param>
    /// <param name="y">Receives as many entries.</param>
    /// <param name="count">How many are wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Look(short* x, short* y, int count)
    {
        Vector512<short> low = Vector512.Create(lowest),
            high = Vector512.Create(highest),
            added = Vector512.Create(least),
            evenBytes = Vector512.Create((short)0xFF);
        Vector512<byte> f0 = Vector512.Load(firsts.Pointer),
            f1 = Vector512.Load(firsts.Pointer + Bytes),
            f2 = Vector512.Load(firsts.Pointer + 2 * Bytes),
            f3 = Vector512.Load(firsts.Pointer + 3 * Bytes);
        Vector512<byte> s0 = Vector512.Load(steps.Pointer),
            s1 = Vector512.Load(steps.Pointer + Bytes),
            s2 = Vector512.Load(steps.Pointer + 2 * Bytes),
            s3 = Vector512.Load(steps.Pointer + 3 * Bytes);
        Vector512<byte> mask = Vector512.Load(masks.Pointer),
            n0 = Vector512.Load((byte*)ones.Pointer),
            n1 = Vector512.Load((byte*)ones.Pointer + Bytes);
        for (int i = 0; i < count; i += Bytes)
        {
            Vector512<short> a = Vector512.Min(Vector512.Max(Vector512.Load(x + i), low), high) - low,
                b = Vector512.Min(Vector512.Max(Vector512.Load(x + i + Bytes / 2), low), high) - low;
            // The segments of the first 32 elements in even bytes, of the others in odd ones, and so their places within; a byte
            // permutation takes the lowest six bits of these, of which three count.
            var segment = ((a >>> 3) | ((b << 5) & ~evenBytes)).AsByte();
            var place = Vector512.ConditionalSelect(evenBytes, a, b << 8).AsByte();
            var from = Find(segment, f0, f1, f2, f3);
            var bits = Find(segment, s0, s1, s2, s3);
            var more = Avx512Vbmi.PermuteVar64x8x2(n0, bits & Avx512Vbmi.PermuteVar64x8(mask, place), n1);
            var found = (from + more).AsInt16();
            ((found & evenBytes) + added).Store(y + i);
            ((found >>> 8) + added).Store(y + i + Bytes / 2);
        }
    }

    /// <summary>The entries of 256 at 64 places; a blend takes the highest bit of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Find(
        Vector512<byte> places,
        Vector512<byte> t0,
        Vector512<byte> t1,
        Vector512<byte> t2,
        Vector512<byte> t3
    ) => Avx512BW.BlendVariable(Avx512Vbmi.PermuteVar64x8x2(t0, places, t1), Avx512Vbmi.PermuteVar64x8x2(t2, places, t3), places);
}
