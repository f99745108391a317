using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Simd;

/// <summary>128-bit vectors: any machine that has them.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<int>, Vector128<long>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Events => Tile.Events;

    public static int Lanes => Vector128<int>.Count;

    public static bool ManyRegisters => false;

    [MethodImpl(Inline)]
    public static Vector128<int> Load(int* p) => Vector128.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector128<int> a, int* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector128<int> Broadcast(int a) => Vector128.Create(a);

    [MethodImpl(Inline)]
    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector128<int> Subtract(Vector128<int> a, Vector128<int> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector128<int> Multiply(Vector128<int> a, Vector128<int> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector128<int> And(Vector128<int> a, Vector128<int> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector128<int> Or(Vector128<int> a, Vector128<int> b) => a | b;

    [MethodImpl(Inline)]
    public static Vector128<int> Min(Vector128<int> a, Vector128<int> b) => Vector128.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector128<int> Max(Vector128<int> a, Vector128<int> b) => Vector128.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftLeft(Vector128<int> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftRight(Vector128<int> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftRight(Vector128<int> a, Vector128<int> bits) =>
        Avx2.IsSupported
            ? Avx2.ShiftRightArithmeticVariable(a, bits.AsUInt32())
            : Vector128.Create(a[0] >> bits[0], a[1] >> bits[1], a[2] >> bits[2], a[3] >> bits[3]);

    [MethodImpl(Inline)]
    public static Vector128<int> GreaterThan(Vector128<int> a, Vector128<int> b) => Vector128.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector128<int> Equal(Vector128<int> a, Vector128<int> b) => Vector128.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector128<int> Select(Vector128<int> mask, Vector128<int> a, Vector128<int> b) => Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(Inline)]
    public static Vector128<int> MultiplyAddPairs(Vector128<int> a, Vector128<int> b) =>
        Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16())
            : ((a << 16 >> 16) * (b << 16 >> 16)) + ((a >> 16) * (b >> 16));

    [MethodImpl(Inline)]
    public static Vector128<int> AddHalves(Vector128<int> a, Vector128<int> b) => (a.AsInt16() + b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> SubtractHalves(Vector128<int> a, Vector128<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> MultiplyHalves(Vector128<int> a, Vector128<int> b) => (a.AsInt16() * b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> MinHalves(Vector128<int> a, Vector128<int> b) => Vector128.Min(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> MaxHalves(Vector128<int> a, Vector128<int> b) => Vector128.Max(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftRightHalves(Vector128<int> a, int bits) => (a.AsInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> MergeHalves(Vector128<int> low, Vector128<int> high) =>
        Vector128.ConditionalSelect(Vector128.Create(0xFFFF), low, high << 16);

    [MethodImpl(Inline)]
    public static Vector128<int> LoadShorts(short* p) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)p).AsInt16());

    [MethodImpl(Inline)]
    public static void StoreNarrow(Vector128<int> a, short* p) => Vector128.Narrow(a, a).GetLower().Store(p);

    [MethodImpl(Inline)]
    public static Vector128<long> WidenLower(Vector128<int> a) => Vector128.WidenLower(a);

    [MethodImpl(Inline)]
    public static Vector128<long> WidenUpper(Vector128<int> a) => Vector128.WidenUpper(a);

    [MethodImpl(Inline)]
    public static Vector128<int> Narrow(Vector128<long> lower, Vector128<long> upper) => Vector128.Narrow(lower, upper);

    [MethodImpl(Inline)]
    public static Vector128<long> Load(long* p) => Vector128.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector128<long> a, long* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector128<long> Broadcast(long a) => Vector128.Create(a);

    [MethodImpl(Inline)]
    public static Vector128<long> Add(Vector128<long> a, Vector128<long> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector128<long> Subtract(Vector128<long> a, Vector128<long> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector128<long> Multiply(Vector128<long> a, Vector128<long> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector128<long> MultiplyNarrow(Vector128<long> a, Vector128<long> b) =>
        Sse41.IsSupported ? Sse41.Multiply(a.AsInt32(), b.AsInt32()) : a * b;

    [MethodImpl(Inline)]
    public static Vector128<long> And(Vector128<long> a, Vector128<long> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector128<long> Min(Vector128<long> a, Vector128<long> b) => Vector128.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector128<long> Max(Vector128<long> a, Vector128<long> b) => Vector128.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector128<long> ShiftLeft(Vector128<long> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector128<long> ShiftRight(Vector128<long> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector128<long> GreaterThan(Vector128<long> a, Vector128<long> b) => Vector128.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector128<long> Equal(Vector128<long> a, Vector128<long> b) => Vector128.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector128<long> Select(Vector128<long> mask, Vector128<long> a, Vector128<long> b) =>
        Vector128.ConditionalSelect(mask, a, b);
}
