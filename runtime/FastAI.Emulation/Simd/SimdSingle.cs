using System.Runtime.CompilerServices;

namespace FastAI.Emulation.Simd;

/// <summary>
/// One event: a tile of one lane, so that the elements of a tensor lie one after another. A vector of 64-bit lanes would hold half a lane;
/// its lower and upper parts are the same lane instead.
/// </summary>
internal readonly unsafe struct SimdSingle : ISimd<int, long>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Events => 1;

    public static int Lanes => 1;

    public static bool ManyRegisters => false;

    [MethodImpl(Inline)]
    public static int Load(int* p) => *p;

    [MethodImpl(Inline)]
    public static void Store(int a, int* p) => *p = a;

    [MethodImpl(Inline)]
    public static int Broadcast(int a) => a;

    [MethodImpl(Inline)]
    public static int Add(int a, int b) => a + b;

    [MethodImpl(Inline)]
    public static int Subtract(int a, int b) => a - b;

    [MethodImpl(Inline)]
    public static int Multiply(int a, int b) => a * b;

    [MethodImpl(Inline)]
    public static int And(int a, int b) => a & b;

    [MethodImpl(Inline)]
    public static int Or(int a, int b) => a | b;

    [MethodImpl(Inline)]
    public static int Min(int a, int b) => Math.Min(a, b);

    [MethodImpl(Inline)]
    public static int Max(int a, int b) => Math.Max(a, b);

    [MethodImpl(Inline)]
    public static int ShiftLeft(int a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static int ShiftRight(int a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static int GreaterThan(int a, int b) => a > b ? -1 : 0;

    [MethodImpl(Inline)]
    public static int Equal(int a, int b) => a == b ? -1 : 0;

    [MethodImpl(Inline)]
    public static int Select(int mask, int a, int b) => mask != 0 ? a : b;

    [MethodImpl(Inline)]
    public static int MultiplyAddPairs(int a, int b) => ((short)a * (short)b) + ((a >> 16) * (b >> 16));

    [MethodImpl(Inline)]
    public static int AddHalves(int a, int b) => Halves.Of((short)a + (short)b, (a >> 16) + (b >> 16));

    [MethodImpl(Inline)]
    public static int SubtractHalves(int a, int b) => Halves.Of((short)a - (short)b, (a >> 16) - (b >> 16));

    [MethodImpl(Inline)]
    public static int MultiplyHalves(int a, int b) => Halves.Of((short)a * (short)b, (a >> 16) * (b >> 16));

    [MethodImpl(Inline)]
    public static int MinHalves(int a, int b) => Halves.Of(Math.Min((short)a, (short)b), Math.Min(a >> 16, b >> 16));

    [MethodImpl(Inline)]
    public static int MaxHalves(int a, int b) => Halves.Of(Math.Max((short)a, (short)b), Math.Max(a >> 16, b >> 16));

    [MethodImpl(Inline)]
    public static int ShiftRightHalves(int a, int bits) => Halves.Of((short)a >> bits, a >> 16 >> bits);

    [MethodImpl(Inline)]
    public static int MergeHalves(int low, int high) => (ushort)low | (high << 16);

    [MethodImpl(Inline)]
    public static int LoadShorts(short* p) => *p;

    [MethodImpl(Inline)]
    public static void StoreNarrow(int a, short* p) => *p = (short)a;

    [MethodImpl(Inline)]
    public static long WidenLower(int a) => a;

    [MethodImpl(Inline)]
    public static long WidenUpper(int a) => a;

    [MethodImpl(Inline)]
    public static int Narrow(long lower, long upper) => (int)lower;

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
