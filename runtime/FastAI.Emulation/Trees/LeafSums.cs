using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Adds the leaves of trees by their numbers. Parts of leaves are looked up and added in bytes for one group of trees, which cannot
/// overflow; then in 16 bits, even and odd bytes apart; at last in 32 bits.
/// </summary>
internal sealed unsafe class LeafSums<S, B, V, W>(BitForest forest, bool wide)
    where S : struct, ISimd<V, W>
    where B : struct, IBits<V>
    where V : struct
    where W : struct
{
    /// <summary>Vectors of leaf numbers of a tree.</summary>
    public const int Numbers = 8;

    private readonly Kernels.Pinned<byte> tables = new(forest.Tables);
    private readonly Kernels.Pinned<LeafJob> jobs = new(forest.Jobs);

    /// <summary>Vectors of 16-bit sums of a target.</summary>
    public int Narrow => forest.Parts * 2 * Numbers;

    /// <param name="run">What to add.</param>
    /// <param name="numbers">Leaf numbers of the group's trees.</param>
    /// <param name="narrow">16-bit sums of the target: for each part and vector of numbers those of pairs of bytes, modulo 2^16, then of
    /// the odd bytes.</param>
    public void Add(in LeafRun run, int* numbers, int* narrow)
    {
        LeafJob* first = jobs.Pointer + run.FirstJob,
            end = first + run.Jobs;
        int length = 2 * Numbers * S.Lanes,
            part = 0;
        if (wide)
            for (; part < forest.Parts; part++)
            for (int j = 0; j < Numbers; j += 4)
                AddBytes(first, end, tables.Pointer + part * 256, numbers + j * S.Lanes, narrow + part * length + 2 * j * S.Lanes);
        else
        {
            for (; part + 1 < forest.Parts; part += 2)
                if (S.ManyRegisters)
                    AddAll(first, end, tables.Pointer + part * 16, numbers, narrow + part * length);
                else
                    for (int j = 0; j < Numbers / 2; j += 2)
                        AddTwoParts(
                            first,
                            end,
                            tables.Pointer + part * 16,
                            numbers + j * S.Lanes,
                            narrow + part * length + 2 * j * S.Lanes
                        );
            if (part < forest.Parts)
                AddOnePart(first, end, tables.Pointer + part * 16, numbers, narrow + part * length);
        }
    }

    // Two vectors of two nibbles, and two parts.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTwoParts(LeafJob* job, LeafJob* end, byte* tables, int* numbers, int* narrow)
    {
        int n = S.Lanes;
        V a = S.Broadcast(0),
            b = a,
            c = a,
            d = a,
            e = a,
            f = a,
            g = a,
            h = a;
        for (; job < end; job++)
        {
            V first = B.Repeat16(tables + job->Table),
                second = B.Repeat16(tables + job->Table + 16);
            int* number = numbers + job->Tree * (Numbers / 2) * n;
            AddNibbles(first, second, S.Load(number), ref a, ref c, ref e, ref g);
            AddNibbles(first, second, S.Load(number + n), ref b, ref d, ref f, ref h);
        }
        Widen(a, narrow);
        Widen(b, narrow + 2 * n);
        Widen(c, narrow + 8 * n);
        Widen(d, narrow + 10 * n);
        narrow += 2 * Numbers * n;
        Widen(e, narrow);
        Widen(f, narrow + 2 * n);
        Widen(g, narrow + 8 * n);
        Widen(h, narrow + 10 * n);
    }

    // Four vectors of two nibbles, and two parts.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddAll(LeafJob* job, LeafJob* end, byte* tables, int* numbers, int* narrow)
    {
        int n = S.Lanes;
        V a = S.Broadcast(0),
            b = a,
            c = a,
            d = a,
            e = a,
            f = a,
            g = a,
            h = a,
            a2 = a,
            b2 = a,
            c2 = a,
            d2 = a,
            e2 = a,
            f2 = a,
            g2 = a,
            h2 = a;
        for (; job < end; job++)
        {
            V first = B.Repeat16(tables + job->Table),
                second = B.Repeat16(tables + job->Table + 16);
            int* number = numbers + job->Tree * (Numbers / 2) * n;
            AddNibbles(first, second, S.Load(number), ref a, ref e, ref a2, ref e2);
            AddNibbles(first, second, S.Load(number + n), ref b, ref f, ref b2, ref f2);
            AddNibbles(first, second, S.Load(number + 2 * n), ref c, ref g, ref c2, ref g2);
            AddNibbles(first, second, S.Load(number + 3 * n), ref d, ref h, ref d2, ref h2);
        }
        WidenAll(a, b, c, d, e, f, g, h, narrow);
        WidenAll(a2, b2, c2, d2, e2, f2, g2, h2, narrow + 2 * Numbers * n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNibbles(V first, V second, V numbers, ref V low, ref V high, ref V low2, ref V high2)
    {
        V even = B.LowNibbles(numbers),
            odd = B.LowNibbles(S.ShiftRight(numbers, 4));
        low = B.AddBytes(low, B.Lookup16(first, even));
        high = B.AddBytes(high, B.Lookup16(first, odd));
        low2 = B.AddBytes(low2, B.Lookup16(second, even));
        high2 = B.AddBytes(high2, B.Lookup16(second, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenAll(V a, V b, V c, V d, V e, V f, V g, V h, int* narrow)
    {
        int n = S.Lanes;
        Widen(a, narrow);
        Widen(b, narrow + 2 * n);
        Widen(c, narrow + 4 * n);
        Widen(d, narrow + 6 * n);
        Widen(e, narrow + 8 * n);
        Widen(f, narrow + 10 * n);
        Widen(g, narrow + 12 * n);
        Widen(h, narrow + 14 * n);
    }

    // Four vectors of two nibbles.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOnePart(LeafJob* job, LeafJob* end, byte* tables, int* numbers, int* narrow)
    {
        int n = S.Lanes;
        V a = S.Broadcast(0),
            b = a,
            c = a,
            d = a,
            e = a,
            f = a,
            g = a,
            h = a;
        for (; job < end; job++)
        {
            var table = B.Repeat16(tables + job->Table);
            int* number = numbers + job->Tree * (Numbers / 2) * n;
            V i = S.Load(number),
                j = S.Load(number + n),
                k = S.Load(number + 2 * n),
                l = S.Load(number + 3 * n);
            a = B.AddBytes(a, B.Lookup16(table, B.LowNibbles(i)));
            b = B.AddBytes(b, B.Lookup16(table, B.LowNibbles(j)));
            c = B.AddBytes(c, B.Lookup16(table, B.LowNibbles(k)));
            d = B.AddBytes(d, B.Lookup16(table, B.LowNibbles(l)));
            e = B.AddBytes(e, B.Lookup16(table, B.LowNibbles(S.ShiftRight(i, 4))));
            f = B.AddBytes(f, B.Lookup16(table, B.LowNibbles(S.ShiftRight(j, 4))));
            g = B.AddBytes(g, B.Lookup16(table, B.LowNibbles(S.ShiftRight(k, 4))));
            h = B.AddBytes(h, B.Lookup16(table, B.LowNibbles(S.ShiftRight(l, 4))));
        }
        WidenAll(a, b, c, d, e, f, g, h, narrow);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBytes(LeafJob* job, LeafJob* end, byte* tables, int* numbers, int* narrow)
    {
        int n = S.Lanes;
        V a = S.Broadcast(0),
            b = a,
            c = a,
            d = a;
        for (; job < end; job++)
        {
            byte* table = tables + job->Table;
            int* number = numbers + job->Tree * Numbers * n;
            a = B.AddBytes(a, B.Lookup256(table, S.Load(number)));
            b = B.AddBytes(b, B.Lookup256(table, S.Load(number + n)));
            c = B.AddBytes(c, B.Lookup256(table, S.Load(number + 2 * n)));
            d = B.AddBytes(d, B.Lookup256(table, S.Load(number + 3 * n)));
        }
        Widen(a, narrow);
        Widen(b, narrow + 2 * n);
        Widen(c, narrow + 4 * n);
        Widen(d, narrow + 6 * n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(V bytes, int* narrow)
    {
        S.Store(S.AddHalves(S.Load(narrow), bytes), narrow);
        S.Store(S.AddHalves(S.Load(narrow + S.Lanes), B.ShiftRightHalvesUnsigned(bytes, 8)), narrow + S.Lanes);
    }

    /// <summary>Moves the 16-bit sums of a target to its 32-bit sums, of which vector v holds events v * lanes and on.</summary>
    public void Spill(int* narrow, int* sums)
    {
        int n = S.Lanes;
        V low = S.Broadcast(0xFFFF),
            zero = S.Broadcast(0);
        for (int part = 0; part < forest.Parts; part++)
        {
            int shift = part * forest.PartBits;
            for (int j = 0; j < Numbers; j++, narrow += 2 * n)
            {
                V odd = S.Load(narrow + n),
                    even = S.SubtractHalves(S.Load(narrow), B.ShiftLeftHalves(odd, 8));
                S.Store(zero, narrow);
                S.Store(zero, narrow + n);
                Add(sums + j * n, S.ShiftLeft(S.And(even, low), shift));
                Add(sums + (8 + j) * n, S.ShiftLeft(S.And(odd, low), shift));
                Add(sums + (16 + j) * n, S.ShiftLeft(S.And(S.ShiftRight(even, 16), low), shift));
                Add(sums + (24 + j) * n, S.ShiftLeft(S.And(S.ShiftRight(odd, 16), low), shift));
            }
        }
    }

    private static void Add(int* at, V value) => S.Store(S.Add(S.Load(at), value), at);
}
