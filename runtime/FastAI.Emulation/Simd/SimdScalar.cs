using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Simd;

/// <summary>Two 32-bit lanes or one 64-bit lane in plain registers: for machines without vectors, and to test against.</summary>
internal readonly unsafe struct SimdScalar : ISimd<TwoLanes, long>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Events => Tile.Events;

    public static int Lanes => 2;

    public static bool ManyRegisters => false;

    [MethodImpl(Inline)]
    public static TwoLanes Load(int* p) => new(p[0], p[1]);

    [MethodImpl(Inline)]
    public static void Store(TwoLanes a, int* p)
    {
        p[0] = a.A;
        p[1] = a.B;
    }

    [MethodImpl(Inline)]
    public static TwoLanes Broadcast(int a) => new(a, a);

    [MethodImpl(Inline)]
    public static TwoLanes Add(TwoLanes a, TwoLanes b) => new(a.A + b.A, a.B + b.B);

    [MethodImpl(Inline)]
    public static TwoLanes Subtract(TwoLanes a, TwoLanes b) => new(a.A - b.A, a.B - b.B);

    [MethodImpl(Inline)]
    public static TwoLanes Multiply(TwoLanes a, TwoLanes b) => new(a.A * b.A, a.B * b.B);

    [MethodImpl(Inline)]
    public static TwoLanes And(TwoLanes a, TwoLanes b) => new(a.A & b.A, a.B & b.B);

    [MethodImpl(Inline)]
    public static TwoLanes Or(TwoLanes a, TwoLanes b) => new(a.A | b.A, a.B | b.B);

    [MethodImpl(Inline)]
    public static TwoLanes Min(TwoLanes a, TwoLanes b) => new(Math.Min(a.A, b.A), Math.Min(a.B, b.B));

    [MethodImpl(Inline)]
    public static TwoLanes Max(TwoLanes a, TwoLanes b) => new(Math.Max(a.A, b.A), Math.Max(a.B, b.B));

    [MethodImpl(Inline)]
    public static TwoLanes ShiftLeft(TwoLanes a, int bits) => new(a.A << bits, a.B << bits);

    [MethodImpl(Inline)]
    public static TwoLanes ShiftRight(TwoLanes a, int bits) => new(a.A >> bits, a.B >> bits);

    [MethodImpl(Inline)]
    public static TwoLanes ShiftRight(TwoLanes a, TwoLanes bits) => new(a.A >> bits.A, a.B >> bits.B);

    [MethodImpl(Inline)]
    public static TwoLanes GreaterThan(TwoLanes a, TwoLanes b) => new(a.A > b.A ? -1 : 0, a.B > b.B ? -1 : 0);

    [MethodImpl(Inline)]
    public static TwoLanes Equal(TwoLanes a, TwoLanes b) => new(a.A == b.A ? -1 : 0, a.B == b.B ? -1 : 0);

    [MethodImpl(Inline)]
    public static TwoLanes Select(TwoLanes mask, TwoLanes a, TwoLanes b) => new(mask.A != 0 ? a.A : b.A, mask.B != 0 ? a.B : b.B);

    [MethodImpl(Inline)]
    public static TwoLanes MultiplyAddPairs(TwoLanes a, TwoLanes b) =>
        new(((short)a.A * (short)b.A) + ((a.A >> 16) * (b.A >> 16)), ((short)a.B * (short)b.B) + ((a.B >> 16) * (b.B >> 16)));

    [MethodImpl(Inline)]
    public static TwoLanes AddHalves(TwoLanes a, TwoLanes b) =>
        new(Halves.Of((short)a.A + (short)b.A, (a.A >> 16) + (b.A >> 16)), Halves.Of((short)a.B + (short)b.B, (a.B >> 16) + (b.B >> 16)));

    [MethodImpl(Inline)]
    public static TwoLanes SubtractHalves(TwoLanes a, TwoLanes b) =>
        new(Halves.Of((short)a.A - (short)b.A, (a.A >> 16) - (b.A >> 16)), Halves.Of((short)a.B - (short)b.B, (a.B >> 16) - (b.B >> 16)));

    [MethodImpl(Inline)]
    public static TwoLanes MultiplyHalves(TwoLanes a, TwoLanes b) =>
        new(Halves.Of((short)a.A * (short)b.A, (a.A >> 16) * (b.A >> 16)), Halves.Of((short)a.B * (short)b.B, (a.B >> 16) * (b.B >> 16)));

    [MethodImpl(Inline)]
    public static TwoLanes MinHalves(TwoLanes a, TwoLanes b) =>
        new(
            Halves.Of(Math.Min((short)a.A, (short)b.A), Math.Min(a.A >> 16, b.A >> 16)),
            Halves.Of(Math.Min((short)a.B, (short)b.B), Math.Min(a.B >> 16, b.B >> 16))
        );

    [MethodImpl(Inline)]
    public static TwoLanes MaxHalves(TwoLanes a, TwoLanes b) =>
        new(
            Halves.Of(Math.Max((short)a.A, (short)b.A), Math.Max(a.A >> 16, b.A >> 16)),
            Halves.Of(Math.Max((short)a.B, (short)b.B), Math.Max(a.B >> 16, b.B >> 16))
        );

    [MethodImpl(Inline)]
    public static TwoLanes ShiftRightHalves(TwoLanes a, int bits) =>
        new(Halves.Of((short)a.A >> bits, a.A >> 16 >> bits), Halves.Of((short)a.B >> bits, a.B >> 16 >> bits));

    [MethodImpl(Inline)]
    public static TwoLanes MergeHalves(TwoLanes low, TwoLanes high) => new((ushort)low.A | (high.A << 16), (ushort)low.B | (high.B << 16));

    [MethodImpl(Inline)]
    public static TwoLanes LoadShorts(short* p) => new(p[0], p[1]);

    [MethodImpl(Inline)]
    public static void StoreNarrow(TwoLanes a, short* p)
    {
        p[0] = (short)a.A;
        p[1] = (short)a.B;
    }

    [MethodImpl(Inline)]
    public static long WidenLower(TwoLanes a) => a.A;

    [MethodImpl(Inline)]
    public static long WidenUpper(TwoLanes a) => a.B;

    [MethodImpl(Inline)]
    public static TwoLanes Narrow(long lower, long upper) => new((int)lower, (int)upper);

    [MethodImpl(Inline)]
    public static long Load(long* p) => *p;

    [MethodImpl(Inline)]
    public static void Store(long a, long* p) => *p = a;

    [MethodImpl(Inline)]
    public static long Broadcast(long a) => a;

    [MethodImpl(Inline)]
    public static long Add(long a, long b) => a + b;

    [MethodImpl(Inline)]
    public static long Subtract(long a, long b) => a - b;

    [MethodImpl(Inline)]
    public static long Multiply(long a, long b) => a * b;

    [MethodImpl(Inline)]
    public static long MultiplyNarrow(long a, long b) => a * b;

    [MethodImpl(Inline)]
    public static long And(long a, long b) => a & b;

    [MethodImpl(Inline)]
    public static long Min(long a, long b) => Math.Min(a, b);

    [MethodImpl(Inline)]
    public static long Max(long a, long b) => Math.Max(a, b);

    [MethodImpl(Inline)]
    public static long ShiftLeft(long a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static long ShiftRight(long a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static long GreaterThan(long a, long b) => a > b ? -1 : 0;

    [MethodImpl(Inline)]
    public static long Equal(long a, long b) => a == b ? -1 : 0;

    [MethodImpl(Inline)]
    public static long Select(long mask, long a, long b) => mask != 0 ? a : b;
}
