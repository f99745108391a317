using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>Results of 16 bits, signed. The limits of a vector: shifts of 32 bits by lane, then the ends by result.</summary>
internal readonly unsafe struct ShortTarget : IRowTarget
{
    private const int Lanes = 8;

    public static int Bytes => sizeof(short);

    public static int LimitBytes => sizeof(int) + 2 * sizeof(short);

    /// <summary>Packing takes four lanes of one vector and four of the other in turn.</summary>
    public static int Column(int vectors, int lane) =>
        vectors == 1 ? lane : lane / (2 * Lanes) * (2 * Lanes) + lane % Lanes / 4 * Lanes + lane / Lanes % 2 * 4 + lane % 4;

    public static void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to)
    {
        int vectors = limits.Length / Lanes,
            together = Math.Min(limits.Length, 2 * Lanes);
        for (int first = 0; first < limits.Length; first += together, to += together * LimitBytes)
        {
            int* shifts = (int*)to;
            short* low = (short*)(shifts + together),
                high = low + together;
            for (int i = 0; i < together; i++)
            {
                shifts[i] = limits[Column(vectors, first + i)].Shift;
                low[i] = (short)Math.Max(limits[first + i].Low, short.MinValue);
                high[i] = (short)Math.Min(limits[first + i].High, short.MaxValue);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to)
    {
        Store(c0, c1, limits, to);
        Store(c2, c3, limits + 2 * Lanes * LimitBytes, to + 2 * Lanes * Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to)
    {
        uint* shift = (uint*)limits;
        short* ends = (short*)(limits + 2 * Lanes * sizeof(int));
        c0 = Avx2.ShiftRightArithmeticVariable(c0, Vector256.Load(shift));
        c1 = Avx2.ShiftRightArithmeticVariable(c1, Vector256.Load(shift + Lanes));
        var packed = Avx2.PackSignedSaturate(c0, c1);
        Vector256.Min(Vector256.Max(packed, Vector256.Load(ends)), Vector256.Load(ends + 2 * Lanes)).Store((short*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, byte* limits, byte* to)
    {
        short* ends = (short*)(limits + Lanes * sizeof(int));
        c0 = Avx2.ShiftRightArithmeticVariable(c0, Vector256.Load((uint*)limits));
        var packed = Sse2.PackSignedSaturate(c0.GetLower(), c0.GetUpper());
        Vector128.Min(Vector128.Max(packed, Vector128.Load(ends)), Vector128.Load(ends + Lanes)).Store((short*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1)
    {
        // In each half: four lanes of the one, then four of the other; in order again, with the same ends for both.
        var shift = Vector256.Load((uint*)limits);
        c0 = Avx2.ShiftRightArithmeticVariable(c0, shift);
        c1 = Avx2.ShiftRightArithmeticVariable(c1, shift);
        var packed = Avx2.Permute4x64(Avx2.PackSignedSaturate(c0, c1).AsInt64(), 0b11_01_10_00).AsInt16();
        short* ends = (short*)(limits + Lanes * sizeof(int));
        Vector128<short> low = Vector128.Load(ends),
            high = Vector128.Load(ends + Lanes);
        packed = Vector256.Min(Vector256.Max(packed, Vector256.Create(low, low)), Vector256.Create(high, high));
        packed.GetLower().Store((short*)to0);
        packed.GetUpper().Store((short*)to1);
    }
}
