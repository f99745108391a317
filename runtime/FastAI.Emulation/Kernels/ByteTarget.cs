using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>Results of 8 bits, unsigned: the limits are given with the tensor's offset. The limits of an item: shifts of 32 bits by
/// lane, then the ends by result.</summary>
internal readonly unsafe struct ByteTarget : IRowTarget
{
    private const int Lanes = 8;

    public static int Bytes => sizeof(byte);

    public static int LimitBytes => sizeof(int) + 2 * sizeof(byte);

    /// <summary>Packing takes four lanes of each vector in turn.</summary>
    public static int Column(int vectors, int lane) => vectors == 1 ? lane : lane % Lanes / 4 * 4 * vectors + lane / Lanes * 4 + lane % 4;

    public static void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to)
    {
        int* shifts = (int*)to;
        byte* low = (byte*)(shifts + limits.Length),
            high = low + limits.Length;
        for (int i = 0; i < limits.Length; i++)
        {
            shifts[i] = limits[Column(limits.Length / Lanes, i)].Shift;
            low[i] = (byte)Math.Clamp(limits[i].Low, 0, byte.MaxValue);
            high[i] = (byte)Math.Clamp(limits[i].High, 0, byte.MaxValue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to) =>
        Pack(c0, c1, c2, c3, limits).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Pack(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits)
    {
        uint* shift = (uint*)limits;
        var lower = Avx2.PackSignedSaturate(Shift(c0, shift), Shift(c1, shift + Lanes));
        var upper = Avx2.PackSignedSaturate(Shift(c2, shift + 2 * Lanes), Shift(c3, shift + 3 * Lanes));
        var packed = Avx2.PackUnsignedSaturate(lower, upper);
        byte* ends = limits + 4 * Lanes * sizeof(int);
        return Vector256.Min(Vector256.Max(packed, Vector256.Load(ends)), Vector256.Load(ends + 4 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to)
    {
        uint* shift = (uint*)limits;
        var words = Avx2.PackSignedSaturate(Shift(c0, shift), Shift(c1, shift + Lanes));
        var packed = Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper());
        byte* ends = limits + 2 * Lanes * sizeof(int);
        Vector128.Min(Vector128.Max(packed, Vector128.Load(ends)), Vector128.Load(ends + 2 * Lanes)).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, byte* limits, byte* to)
    {
        c0 = Shift(c0, (uint*)limits);
        var words = Sse2.PackSignedSaturate(c0.GetLower(), c0.GetUpper());
        var packed = Sse2.PackUnsignedSaturate(words, words);
        byte* ends = limits + Lanes * sizeof(int);
        *(long*)to = Vector128.Min(Vector128.Max(packed, Eight(ends)), Eight(ends + Lanes)).AsInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1)
    {
        // In each half of the words: four lanes of the one, then four of the other.
        var words = Avx2.PackSignedSaturate(Shift(c0, (uint*)limits), Shift(c1, (uint*)limits));
        var packed = Sse2.Shuffle(Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper()).AsInt32(), 0b11_01_10_00).AsByte();
        byte* ends = limits + Lanes * sizeof(int);
        packed = Vector128.Min(
            Vector128.Max(packed, Vector128.Create(*(long*)ends).AsByte()),
            Vector128.Create(*(long*)(ends + Lanes)).AsByte()
        );
        *(long*)to0 = packed.AsInt64()[0];
        *(long*)to1 = packed.AsInt64()[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Shift(Vector256<int> x, uint* bits) => Avx2.ShiftRightArithmeticVariable(x, Vector256.Load(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Eight(byte* from) => Vector128.CreateScalarUnsafe(*(long*)from).AsByte();
}
