using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// The sums of items of one event that read bytes from one register or two, four times 32 bits at a time: a broadcast within a register is
/// there earlier than one that reads what was stored just before. Weights lie unit by unit. Eight sums are kept and no more, so that
/// registers are left for all the rest. Written out in instructions: of what is called the compiler puts only so much into its caller.
/// Biases are <c>b</c>, weights <c>w</c>; units are 4, 8, 12 or 16.
/// </summary>
internal static unsafe class RegisterSums
{
    /// <summary>Times 32 bits of a register.</summary>
    public const int Units = 8;

    private const int Half = 4;

    /// <summary>Which 32 bits are broadcast in turn: eight vectors.</summary>
    public static Pinned<int> Turns() => new([.. Enumerable.Range(0, Units * Units).Select(i => i / Units)]);

    /// <summary>Eight vectors of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight(
        Vector256<int> left,
        Vector256<int> right,
        int units,
        Vector256<int>* turns,
        Vector256<int>* b,
        Vector256<sbyte>* w,
        out Vector256<int> sum0,
        out Vector256<int> sum1,
        out Vector256<int> sum2,
        out Vector256<int> sum3,
        out Vector256<int> sum4,
        out Vector256<int> sum5,
        out Vector256<int> sum6,
        out Vector256<int> sum7
    )
    {
        Vector256<int> c0 = b[0],
            c1 = b[1],
            c2 = b[2],
            c3 = b[3],
            c4 = b[4],
            c5 = b[5],
            c6 = b[6],
            c7 = b[7];
        for (; ; units -= Units, left = right)
        {
            for (Vector256<int>* turn = turns, end = turns + Math.Min(units, Units); turn != end; turn++, w += 8)
            {
                var a = Avx2.PermuteVar8x32(left, *turn).AsByte();
                c0 = AvxVnni.MultiplyWideningAndAdd(c0, a, w[0]);
                c1 = AvxVnni.MultiplyWideningAndAdd(c1, a, w[1]);
                c2 = AvxVnni.MultiplyWideningAndAdd(c2, a, w[2]);
                c3 = AvxVnni.MultiplyWideningAndAdd(c3, a, w[3]);
                c4 = AvxVnni.MultiplyWideningAndAdd(c4, a, w[4]);
                c5 = AvxVnni.MultiplyWideningAndAdd(c5, a, w[5]);
                c6 = AvxVnni.MultiplyWideningAndAdd(c6, a, w[6]);
                c7 = AvxVnni.MultiplyWideningAndAdd(c7, a, w[7]);
            }
            if (units <= Units)
                break;
        }
        (sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7) = (c0, c1, c2, c3, c4, c5, c6, c7);
    }

    /// <summary>Four vectors of sums, two turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(
        Vector256<int> left,
        Vector256<int> right,
        int units,
        Vector256<int>* b,
        Vector256<sbyte>* w,
        out Vector256<int> sum0,
        out Vector256<int> sum1,
        out Vector256<int> sum2,
        out Vector256<int> sum3
    )
    {
        Vector256<int> c0 = b[0],
            c1 = b[1],
            c2 = b[2],
            c3 = b[3],
            d0 = Vector256<int>.Zero,
            d1 = Vector256<int>.Zero,
            d2 = Vector256<int>.Zero,
            d3 = Vector256<int>.Zero;
        Fours(left, w, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        if (units > Half)
            Fours(Upper(left), w + 16, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        if (units > Units)
            Fours(right, w + 32, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        if (units > Units + Half)
            Fours(Upper(right), w + 48, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        (sum0, sum1, sum2, sum3) = (c0 + d0, c1 + d1, c2 + d2, c3 + d3);
    }

    /// <summary>Two vectors of sums, four turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(
        Vector256<int> left,
        Vector256<int> right,
        int units,
        Vector256<int>* b,
        Vector256<sbyte>* w,
        out Vector256<int> sum0,
        out Vector256<int> sum1
    )
    {
        Vector256<int> c0 = b[0],
            c1 = b[1],
            d0 = Vector256<int>.Zero,
            d1 = Vector256<int>.Zero,
            e0 = Vector256<int>.Zero,
            e1 = Vector256<int>.Zero,
            f0 = Vector256<int>.Zero,
            f1 = Vector256<int>.Zero;
        Twos(left, w, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
        if (units > Half)
            Twos(Upper(left), w + 8, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
        if (units > Units)
            Twos(right, w + 16, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
        if (units > Units + Half)
            Twos(Upper(right), w + 24, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
        (sum0, sum1) = ((c0 + d0) + (e0 + f0), (c1 + d1) + (e1 + f1));
    }

    /// <summary>One vector of sums, four turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> One(Vector256<int> left, Vector256<int> right, int units, Vector256<int>* b, Vector256<sbyte>* w)
    {
        Vector256<int> c = b[0],
            d = Vector256<int>.Zero,
            e = Vector256<int>.Zero,
            f = Vector256<int>.Zero;
        Ones(left, w, ref c, ref d, ref e, ref f);
        if (units > Half)
            Ones(Upper(left), w + 4, ref c, ref d, ref e, ref f);
        if (units > Units)
            Ones(right, w + 8, ref c, ref d, ref e, ref f);
        if (units > Units + Half)
            Ones(Upper(right), w + 12, ref c, ref d, ref e, ref f);
        return (c + d) + (e + f);
    }

    /// <summary>Four times 32 bits, each with four vectors of weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fours(
        Vector256<int> x,
        Vector256<sbyte>* w,
        ref Vector256<int> c0,
        ref Vector256<int> c1,
        ref Vector256<int> c2,
        ref Vector256<int> c3,
        ref Vector256<int> d0,
        ref Vector256<int> d1,
        ref Vector256<int> d2,
        ref Vector256<int> d3
    )
    {
        var a = Avx2.PermuteVar8x32(x, Vector256.Create(0)).AsByte();
        c0 = AvxVnni.MultiplyWideningAndAdd(c0, a, w[0]);
        c1 = AvxVnni.MultiplyWideningAndAdd(c1, a, w[1]);
        c2 = AvxVnni.MultiplyWideningAndAdd(c2, a, w[2]);
        c3 = AvxVnni.MultiplyWideningAndAdd(c3, a, w[3]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(1)).AsByte();
        d0 = AvxVnni.MultiplyWideningAndAdd(d0, a, w[4]);
        d1 = AvxVnni.MultiplyWideningAndAdd(d1, a, w[5]);
        d2 = AvxVnni.MultiplyWideningAndAdd(d2, a, w[6]);
        d3 = AvxVnni.MultiplyWideningAndAdd(d3, a, w[7]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(2)).AsByte();
        c0 = AvxVnni.MultiplyWideningAndAdd(c0, a, w[8]);
        c1 = AvxVnni.MultiplyWideningAndAdd(c1, a, w[9]);
        c2 = AvxVnni.MultiplyWideningAndAdd(c2, a, w[10]);
        c3 = AvxVnni.MultiplyWideningAndAdd(c3, a, w[11]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(3)).AsByte();
        d0 = AvxVnni.MultiplyWideningAndAdd(d0, a, w[12]);
        d1 = AvxVnni.MultiplyWideningAndAdd(d1, a, w[13]);
        d2 = AvxVnni.MultiplyWideningAndAdd(d2, a, w[14]);
        d3 = AvxVnni.MultiplyWideningAndAdd(d3, a, w[15]);
    }

    /// <summary>Each with two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Twos(
        Vector256<int> x,
        Vector256<sbyte>* w,
        ref Vector256<int> c0,
        ref Vector256<int> c1,
        ref Vector256<int> d0,
        ref Vector256<int> d1,
        ref Vector256<int> e0,
        ref Vector256<int> e1,
        ref Vector256<int> f0,
        ref Vector256<int> f1
    )
    {
        var a = Avx2.PermuteVar8x32(x, Vector256.Create(0)).AsByte();
        c0 = AvxVnni.MultiplyWideningAndAdd(c0, a, w[0]);
        c1 = AvxVnni.MultiplyWideningAndAdd(c1, a, w[1]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(1)).AsByte();
        d0 = AvxVnni.MultiplyWideningAndAdd(d0, a, w[2]);
        d1 = AvxVnni.MultiplyWideningAndAdd(d1, a, w[3]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(2)).AsByte();
        e0 = AvxVnni.MultiplyWideningAndAdd(e0, a, w[4]);
        e1 = AvxVnni.MultiplyWideningAndAdd(e1, a, w[5]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(3)).AsByte();
        f0 = AvxVnni.MultiplyWideningAndAdd(f0, a, w[6]);
        f1 = AvxVnni.MultiplyWideningAndAdd(f1, a, w[7]);
    }

    /// <summary>Each with one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ones(
        Vector256<int> x,
        Vector256<sbyte>* w,
        ref Vector256<int> c,
        ref Vector256<int> d,
        ref Vector256<int> e,
        ref Vector256<int> f
    )
    {
        var a = Avx2.PermuteVar8x32(x, Vector256.Create(0)).AsByte();
        c = AvxVnni.MultiplyWideningAndAdd(c, a, w[0]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(1)).AsByte();
        d = AvxVnni.MultiplyWideningAndAdd(d, a, w[1]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(2)).AsByte();
        e = AvxVnni.MultiplyWideningAndAdd(e, a, w[2]);
        a = Avx2.PermuteVar8x32(x, Vector256.Create(3)).AsByte();
        f = AvxVnni.MultiplyWideningAndAdd(f, a, w[3]);
    }

    /// <summary>The upper half where the lower was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Upper(Vector256<int> x) => Avx2.Permute4x64(x.AsInt64(), 0b01_00_11_10).AsInt32();
}
