using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Simd;

/// <summary>256-bit vectors: AVX2.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<int>, Vector256<long>>, IEventSimd<Vector256<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Events => Tile.Events;

    public static int Lanes => Vector256<int>.Count;

    public static bool ManyRegisters => Avx512F.VL.IsSupported;

    [MethodImpl(Inline)]
    public static Vector256<int> Load(int* p) => Vector256.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector256<int> a, int* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector256<int> Broadcast(int a) => Vector256.Create(a);

    [MethodImpl(Inline)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector256<int> Subtract(Vector256<int> a, Vector256<int> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector256<int> Multiply(Vector256<int> a, Vector256<int> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector256<int> And(Vector256<int> a, Vector256<int> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector256<int> Or(Vector256<int> a, Vector256<int> b) => a | b;

    [MethodImpl(Inline)]
    public static Vector256<int> Min(Vector256<int> a, Vector256<int> b) => Vector256.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> Max(Vector256<int> a, Vector256<int> b) => Vector256.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftLeft(Vector256<int> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftRight(Vector256<int> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftRight(Vector256<int> a, Vector256<int> bits) => Avx2.ShiftRightArithmeticVariable(a, bits.AsUInt32());

    [MethodImpl(Inline)]
    public static Vector256<int> GreaterThan(Vector256<int> a, Vector256<int> b) => Vector256.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> Equal(Vector256<int> a, Vector256<int> b) => Vector256.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> Select(Vector256<int> mask, Vector256<int> a, Vector256<int> b) => Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> MultiplyAddPairs(Vector256<int> a, Vector256<int> b) => Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

    [MethodImpl(Inline)]
    public static Vector256<int> AddHalves(Vector256<int> a, Vector256<int> b) => (a.AsInt16() + b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> SubtractHalves(Vector256<int> a, Vector256<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> MultiplyHalves(Vector256<int> a, Vector256<int> b) => (a.AsInt16() * b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> MinHalves(Vector256<int> a, Vector256<int> b) => Vector256.Min(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> MaxHalves(Vector256<int> a, Vector256<int> b) => Vector256.Max(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftRightHalves(Vector256<int> a, int bits) => (a.AsInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> MergeHalves(Vector256<int> low, Vector256<int> high) =>
        Avx2.Blend(low.AsInt16(), (high << 16).AsInt16(), 0xAA).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> LoadShorts(short* p) => Avx2.ConvertToVector256Int32(Vector128.Load(p));

    [MethodImpl(Inline)]
    public static void StoreNarrow(Vector256<int> a, short* p) => Vector256.Narrow(a, a).GetLower().Store(p);

    [MethodImpl(Inline)]
    public static Vector256<long> WidenLower(Vector256<int> a) => Vector256.WidenLower(a);

    [MethodImpl(Inline)]
    public static Vector256<long> WidenUpper(Vector256<int> a) => Vector256.WidenUpper(a);

    [MethodImpl(Inline)]
    public static Vector256<int> Narrow(Vector256<long> lower, Vector256<long> upper) => Vector256.Narrow(lower, upper);

    [MethodImpl(Inline)]
    public static Vector256<long> Load(long* p) => Vector256.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector256<long> a, long* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector256<long> Broadcast(long a) => Vector256.Create(a);

    [MethodImpl(Inline)]
    public static Vector256<long> Add(Vector256<long> a, Vector256<long> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector256<long> Subtract(Vector256<long> a, Vector256<long> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector256<long> Multiply(Vector256<long> a, Vector256<long> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector256<long> MultiplyNarrow(Vector256<long> a, Vector256<long> b) => Avx2.Multiply(a.AsInt32(), b.AsInt32());

    [MethodImpl(Inline)]
    public static Vector256<long> And(Vector256<long> a, Vector256<long> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector256<long> Min(Vector256<long> a, Vector256<long> b) => Vector256.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector256<long> Max(Vector256<long> a, Vector256<long> b) => Vector256.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector256<long> ShiftLeft(Vector256<long> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector256<long> ShiftRight(Vector256<long> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector256<long> GreaterThan(Vector256<long> a, Vector256<long> b) => Vector256.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector256<long> Equal(Vector256<long> a, Vector256<long> b) => Vector256.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector256<long> Select(Vector256<long> mask, Vector256<long> a, Vector256<long> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(Inline)]
    public static Vector256<int> LoadBytes(byte* p) => Avx2.ConvertToVector256Int16(Vector128.Load(p)).AsInt32();

    [MethodImpl(Inline)]
    public static void StoreBytes(Vector256<int> halves, byte* p) =>
        Sse2.PackUnsignedSaturate(halves.GetLower().AsInt16(), halves.GetUpper().AsInt16()).Store(p);

    [MethodImpl(Inline)]
    public static void StoreBytes(Vector256<int> lower, Vector256<int> upper, byte* p) =>
        Avx2.Permute4x64(Avx2.PackUnsignedSaturate(lower.AsInt16(), upper.AsInt16()).AsInt64(), 0b11_01_10_00).Store((long*)p); // packing takes 128 bits of each in turn

    [MethodImpl(Inline)]
    public static Vector256<int> InterleaveLow(Vector256<int> a, Vector256<int> b) => Avx2.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> InterleaveHigh(Vector256<int> a, Vector256<int> b) => Avx2.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> PackHalves(Vector256<int> low, Vector256<int> high) => Avx2.PackSignedSaturate(low, high).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftRightHalves(Vector256<int> a, Vector128<short> bits) =>
        Avx2.ShiftRightArithmetic(a.AsInt16(), bits).AsInt32();
}
