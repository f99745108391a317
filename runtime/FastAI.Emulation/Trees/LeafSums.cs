using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Adds the leaves of trees by their numbers. Parts of leaves are looked up and added in bytes for one group of trees, which cannot overflow; then in 16 bits, even and odd
/// bytes apart; at last in 32 bits.
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
    /// <param name="narrow">16-bit sums of the target: for each part and vector of numbers those of even bytes, then of odd ones.</param>
    public void Add(in LeafRun run, int* numbers, int* narrow)
    {
        for (int part = 0; part < forest.Parts; part++)
            for (int j = 0; j < Numbers; j += 4) Add(run, part, numbers + j * S.Lanes, narrow + (part * Numbers + j) * 2 * S.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(in LeafRun run, int part, int* numbers, int* narrow)
    {
        int n = S.Lanes;
        V a = S.Broadcast(0), b = a, c = a, d = a;
        byte* first = tables.Pointer + part * (wide ? 256 : 16);
        LeafJob* job = jobs.Pointer + run.FirstJob, end = job + run.Jobs;
        for (; job < end; job++)
        {
            byte* table = first + job->Table;
            int* number = numbers + job->Tree * Numbers * n;
            if (wide)
            {
                a = B.AddBytes(a, B.Lookup256(table, S.Load(number)));
                b = B.AddBytes(b, B.Lookup256(table, S.Load(number + n)));
                c = B.AddBytes(c, B.Lookup256(table, S.Load(number + 2 * n)));
                d = B.AddBytes(d, B.Lookup256(table, S.Load(number + 3 * n)));
            }
            else
            {
                a = B.AddBytes(a, B.Lookup16(table, S.Load(number)));
                b = B.AddBytes(b, B.Lookup16(table, S.Load(number + n)));
                c = B.AddBytes(c, B.Lookup16(table, S.Load(number + 2 * n)));
                d = B.AddBytes(d, B.Lookup16(table, S.Load(number + 3 * n)));
            }
        }
        Widen(a, narrow);
        Widen(b, narrow + 2 * n);
        Widen(c, narrow + 4 * n);
        Widen(d, narrow + 6 * n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(V bytes, int* narrow)
    {
        V low = S.Broadcast(0x00FF00FF);
        S.Store(S.AddHalves(S.Load(narrow), S.And(bytes, low)), narrow);
        S.Store(S.AddHalves(S.Load(narrow + S.Lanes), S.And(S.ShiftRightHalves(bytes, 8), low)), narrow + S.Lanes);
    }

    /// <summary>Moves the 16-bit sums of a target to its 32-bit sums, of which vector v holds events v * lanes and on.</summary>
    public void Spill(int* narrow, int* sums)
    {
        int n = S.Lanes;
        V low = S.Broadcast(0xFFFF), zero = S.Broadcast(0);
        for (int part = 0; part < forest.Parts; part++)
        {
            int shift = part * forest.PartBits;
            for (int j = 0; j < Numbers; j++, narrow += 2 * n)
            {
                V even = S.Load(narrow), odd = S.Load(narrow + n);
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
