using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// A table of at most 256 arguments, into bytes, that 16-bit elements go through as they come in: they are held to their format, looked up
/// 64 at a time in four registers and put down as a tensor's bytes, or as 16-bit integers where the results are wanted at once.
/// </summary>
/// <remarks>
/// The range of a format of W bits is a power of two long: less its least value an element lies inside where no bit from the W-th
/// on is set. Two vectors of 16-bit elements make one of bytes without a permutation, those of the first in even
/// places and those of the second in odd ones, and come apart again as they went together.
/// </remarks>
internal sealed unsafe class EntryTable
{
    /// <summary>Fewest elements of a row.</summary>
    public const int AtLeast = Bytes;

    private const int Entries = 256;
    private const int Bytes = 64;

    private readonly Pinned<byte> entries = new(Entries);
    private readonly Pinned<byte> order = new(Bytes);
    private readonly short least;
    private readonly short outside;
    private readonly short offset;

    /// <param name="table">The table.</param>
    /// <param name="from">The format of its arguments, of at most 8 bits.</param>
    /// <param name="offset">What stored results have in addition, so that they are unsigned bytes.</param>
    public EntryTable(LookupTable table, FixedFormat from, int offset)
    {
        (least, this.offset) = ((short)from.MinMantissa, (short)offset);
        outside = (short)~(from.MaxMantissa - from.MinMantissa);
        for (int i = 0; i <= from.MaxMantissa - from.MinMantissa; i++)
            entries.Pointer[i] = (byte)(table.Entries[(int)(i + (long)from.MinMantissa - table.First)] + offset);
        for (int i = 0; i < Bytes; i++)
            order.Pointer[i] = (byte)(2 * i % Bytes + 2 * i / Bytes);
    }

    /// <summary>Whether the machine can do it.</summary>
    public static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi.IsSupported;

    /// <param name="from">The first row.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="count">Elements of a row, at least 64; in the tensor rows follow each other.</param>
    /// <param name="to">The tensor.</param>
    /// <returns>Whether all lie inside the format.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool In(short* from, nint stride, int rows, int count, byte* to)
    {
        Load(out var t0, out var t1, out var t2, out var t3);
        var inOrder = Vector512.Load(order.Pointer);
        Vector512<short> low = Vector512.Create(least),
            seen = Vector512<short>.Zero;
        for (int r = 0; r < rows; r++, from += stride, to += count)
        {
            nint last = count - Bytes;
            for (nint i = 0; i < last; i += Bytes)
                Avx512Vbmi.PermuteVar64x8(Find(from + i, low, t0, t1, t2, t3, ref seen), inOrder).Store(to + i);
            Avx512Vbmi.PermuteVar64x8(Find(from + last, low, t0, t1, t2, t3, ref seen), inOrder).Store(to + last);
        }
        return (seen & Vector512.Create(outside)) == Vector512<short>.Zero;
    }

    /// <param name="from">Elements.</param>
    /// <param name="to">Receives their entries.</param>
    /// <param name="count">How many, at least 64.</param>
    /// <returns>Whether all lie inside the format.</returns>
    public bool Through(short* from, short* to, nint count) =>
        offset == 0 ? Through<Unsigned>(from, to, count) : Through<Signed>(from, to, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Through<E>(short* from, short* to, nint count)
        where E : struct, IEntry
    {
        Load(out var t0, out var t1, out var t2, out var t3);
        var taken = Vector512.Create((byte)offset); // nothing, or the highest bit
        (t0, t1, t2, t3) = (t0 ^ taken, t1 ^ taken, t2 ^ taken, t3 ^ taken);
        Vector512<short> low = Vector512.Create(least),
            seen = Vector512<short>.Zero;
        nint last = count - Bytes,
            i = 0;
        // One vector wherever the results begin, then whole lines of the cache: stores across two cost most.
        if (((nint)to & (Bytes - 1)) != 0 && last > 0)
        {
            Spread<E>(Find(from, low, t0, t1, t2, t3, ref seen), to);
            i = -((nint)to >> 1) & (Bytes / 2 - 1);
        }
        for (; i < last; i += Bytes)
            Spread<E>(Find(from + i, low, t0, t1, t2, t3, ref seen), to + i);
        Spread<E>(Find(from + last, low, t0, t1, t2, t3, ref seen), to + last);
        return (seen & Vector512.Create(outside)) == Vector512<short>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load(out Vector512<byte> t0, out Vector512<byte> t1, out Vector512<byte> t2, out Vector512<byte> t3)
    {
        byte* table = entries.Pointer;
        (t0, t1, t2, t3) = (
            Vector512.Load(table),
            Vector512.Load(table + Bytes),
            Vector512.Load(table + 2 * Bytes),
            Vector512.Load(table + 3 * Bytes)
        );
    }

    /// <summary>The entries of 64 elements: those of the first 32 in even bytes, of the others in odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Find(
        short* from,
        Vector512<short> low,
        Vector512<byte> t0,
        Vector512<byte> t1,
        Vector512<byte> t2,
        Vector512<byte> t3,
        ref Vector512<short> seen
    )
    {
        Vector512<short> a = Vector512.Load(from) - low,
            b = Vector512.Load(from + Bytes / 2) - low;
        seen |= a | b;
        var index = Vector512.ConditionalSelect(Vector512.Create((short)0xFF), a, b << 8).AsByte();
        return Avx512BW.BlendVariable(Avx512Vbmi.PermuteVar64x8x2(t0, index, t1), Avx512Vbmi.PermuteVar64x8x2(t2, index, t3), index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<E>(Vector512<byte> found, short* to)
        where E : struct, IEntry
    {
        E.Even(found.AsInt16()).Store(to);
        E.Odd(found.AsInt16()).Store(to + Bytes / 2);
    }

    /// <summary>How bytes become integers of 16 bits.</summary>
    private interface IEntry
    {
        static abstract Vector512<short> Even(Vector512<short> found);

        static abstract Vector512<short> Odd(Vector512<short> found);
    }

    private readonly struct Unsigned : IEntry
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<short> Even(Vector512<short> found) => found & Vector512.Create((short)0xFF);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<short> Odd(Vector512<short> found) => found >>> 8;
    }

    private readonly struct Signed : IEntry
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<short> Even(Vector512<short> found) => (found << 8) >> 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<short> Odd(Vector512<short> found) => found >> 8;
    }
}
