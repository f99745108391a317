using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Simd;

/// <summary>512-bit vectors: AVX-512 F, BW, DQ.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<int>, Vector512<long>>, IEventSimd<Vector512<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    public static int Events => Tile.Events;

    public static int Lanes => Vector512<int>.Count;

    public static bool ManyRegisters => true;

    [MethodImpl(Inline)]
    public static Vector512<int> Load(int* p) => Vector512.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector512<int> a, int* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector512<int> Broadcast(int a) => Vector512.Create(a);

    [MethodImpl(Inline)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector512<int> Multiply(Vector512<int> a, Vector512<int> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector512<int> And(Vector512<int> a, Vector512<int> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector512<int> Or(Vector512<int> a, Vector512<int> b) => a | b;

    [MethodImpl(Inline)]
    public static Vector512<int> Min(Vector512<int> a, Vector512<int> b) => Vector512.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> Max(Vector512<int> a, Vector512<int> b) => Vector512.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftLeft(Vector512<int> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftRight(Vector512<int> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftRight(Vector512<int> a, Vector512<int> bits) =>
        Avx512F.ShiftRightArithmeticVariable(a, bits.AsUInt32());

    [MethodImpl(Inline)]
    public static Vector512<int> GreaterThan(Vector512<int> a, Vector512<int> b) => Vector512.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> Equal(Vector512<int> a, Vector512<int> b) => Vector512.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> Select(Vector512<int> mask, Vector512<int> a, Vector512<int> b) => Vector512.ConditionalSelect(mask, a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> MultiplyAddPairs(Vector512<int> a, Vector512<int> b) =>
        Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

    [MethodImpl(Inline)]
    public static Vector512<int> AddHalves(Vector512<int> a, Vector512<int> b) => (a.AsInt16() + b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> SubtractHalves(Vector512<int> a, Vector512<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> MultiplyHalves(Vector512<int> a, Vector512<int> b) => (a.AsInt16() * b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> MinHalves(Vector512<int> a, Vector512<int> b) => Vector512.Min(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> MaxHalves(Vector512<int> a, Vector512<int> b) => Vector512.Max(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftRightHalves(Vector512<int> a, int bits) => (a.AsInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> MergeHalves(Vector512<int> low, Vector512<int> high) =>
        Vector512.ConditionalSelect(Vector512.Create(0xFFFF), low, high << 16);

    [MethodImpl(Inline)]
    public static Vector512<int> LoadShorts(short* p) => Avx512F.ConvertToVector512Int32(Vector256.Load(p));

    [MethodImpl(Inline)]
    public static void StoreNarrow(Vector512<int> a, short* p) => Avx512F.ConvertToVector256Int16(a).Store(p);

    [MethodImpl(Inline)]
    public static Vector512<long> WidenLower(Vector512<int> a) => Vector512.WidenLower(a);

    [MethodImpl(Inline)]
    public static Vector512<long> WidenUpper(Vector512<int> a) => Vector512.WidenUpper(a);

    [MethodImpl(Inline)]
    public static Vector512<int> Narrow(Vector512<long> lower, Vector512<long> upper) => Vector512.Narrow(lower, upper);

    [MethodImpl(Inline)]
    public static Vector512<long> Load(long* p) => Vector512.Load(p);

    [MethodImpl(Inline)]
    public static void Store(Vector512<long> a, long* p) => a.Store(p);

    [MethodImpl(Inline)]
    public static Vector512<long> Broadcast(long a) => Vector512.Create(a);

    [MethodImpl(Inline)]
    public static Vector512<long> Add(Vector512<long> a, Vector512<long> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector512<long> Subtract(Vector512<long> a, Vector512<long> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector512<long> Multiply(Vector512<long> a, Vector512<long> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector512<long> MultiplyNarrow(Vector512<long> a, Vector512<long> b) => Avx512F.Multiply(a.AsInt32(), b.AsInt32());

    [MethodImpl(Inline)]
    public static Vector512<long> And(Vector512<long> a, Vector512<long> b) => a & b;

    [MethodImpl(Inline)]
    public static Vector512<long> Min(Vector512<long> a, Vector512<long> b) => Vector512.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector512<long> Max(Vector512<long> a, Vector512<long> b) => Vector512.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector512<long> ShiftLeft(Vector512<long> a, int bits) => a << bits;

    [MethodImpl(Inline)]
    public static Vector512<long> ShiftRight(Vector512<long> a, int bits) => a >> bits;

    [MethodImpl(Inline)]
    public static Vector512<long> GreaterThan(Vector512<long> a, Vector512<long> b) => Vector512.GreaterThan(a, b);

    [MethodImpl(Inline)]
    public static Vector512<long> Equal(Vector512<long> a, Vector512<long> b) => Vector512.Equals(a, b);

    [MethodImpl(Inline)]
    public static Vector512<long> Select(Vector512<long> mask, Vector512<long> a, Vector512<long> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    [MethodImpl(Inline)]
    public static Vector512<int> LoadBytes(byte* p) => Avx512BW.ConvertToVector512Int16(Vector256.Load(p)).AsInt32();

    [MethodImpl(Inline)]
    public static void StoreBytes(Vector512<int> halves, byte* p) => Avx512BW.ConvertToVector256Byte(halves.AsInt16()).Store(p);

    [MethodImpl(Inline)]
    public static void StoreBytes(Vector512<int> lower, Vector512<int> upper, byte* p)
    {
        // Packing takes 128 bits of the one, then of the other.
        var packed = Avx512BW.PackUnsignedSaturate(lower.AsInt16(), upper.AsInt16()).AsInt64();
        Avx512F.PermuteVar8x64(packed, Vector512.Create(0L, 2, 4, 6, 1, 3, 5, 7)).Store((long*)p);
    }

    [MethodImpl(Inline)]
    public static Vector512<int> InterleaveLow(Vector512<int> a, Vector512<int> b) =>
        Avx512BW.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> InterleaveHigh(Vector512<int> a, Vector512<int> b) =>
        Avx512BW.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> PackHalves(Vector512<int> low, Vector512<int> high) => Avx512BW.PackSignedSaturate(low, high).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftRightHalves(Vector512<int> a, Vector128<short> bits) =>
        Avx512BW.ShiftRightArithmetic(a.AsInt16(), bits).AsInt32();
}
