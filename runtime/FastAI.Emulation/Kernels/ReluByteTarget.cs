using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Results of 8 bits, unsigned, whose least value is stored as 0, so that saturation does it, and whose shifts are so short that sums may
/// saturate to 16 bits before them. The limits of an item: shifts of 16 bits as packing leaves the
/// sums, then the greatest values by result.
/// </summary>
internal readonly unsafe struct ReluByteTarget : IRowTarget
{
    private const int Lanes = 8;

    /// <summary>The longest shift for which a sum beyond 16 bits is one beyond 8 bits too: 32767 >> 7 is 255.</summary>
    private const int LongestShift = 7;

    public static int Bytes => sizeof(byte);

    public static int LimitBytes => sizeof(ushort) + sizeof(byte);

    /// <summary>Whether the machine and all limits, given with the tensor's offset, allow it.</summary>
    public static bool Serves(IEnumerable<SimpleLimit> limits) =>
        Avx512BW.VL.IsSupported && limits.All(l => l.Low == 0 && l.Shift <= LongestShift);

    public static int Column(int vectors, int lane) => ByteTarget.Column(vectors, lane);

    public static void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to)
    {
        ushort* shifts = (ushort*)to;
        byte* high = (byte*)(shifts + limits.Length);
        int vectors = limits.Length / Lanes;
        for (int i = 0; i < limits.Length; i++)
        {
            // Of two vectors packed to 16 bits, each half holds four lanes of the first, then four of the second.
            int lane = vectors == 1 ? i : i / (2 * Lanes) * (2 * Lanes) + i / 4 % 2 * Lanes + i / Lanes % 2 * 4 + i % 4;
            shifts[i] = (ushort)limits[Column(vectors, lane)].Shift;
            high[i] = (byte)Math.Clamp(limits[i].High, 0, byte.MaxValue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to) =>
        Pack(c0, c1, c2, c3, limits).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Pack(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits)
    {
        ushort* shift = (ushort*)limits;
        var lower = Avx512BW.VL.ShiftRightArithmeticVariable(Avx2.PackSignedSaturate(c0, c1), Vector256.Load(shift));
        var upper = Avx512BW.VL.ShiftRightArithmeticVariable(Avx2.PackSignedSaturate(c2, c3), Vector256.Load(shift + 2 * Lanes));
        return Vector256.Min(Avx2.PackUnsignedSaturate(lower, upper), Vector256.Load(limits + 4 * Lanes * sizeof(ushort)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to)
    {
        var words = Avx512BW.VL.ShiftRightArithmeticVariable(Avx2.PackSignedSaturate(c0, c1), Vector256.Load((ushort*)limits));
        Vector128
            .Min(Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper()), Vector128.Load(limits + 2 * Lanes * sizeof(ushort)))
            .Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, byte* limits, byte* to)
    {
        var words = Avx512BW.VL.ShiftRightArithmeticVariable(
            Sse2.PackSignedSaturate(c0.GetLower(), c0.GetUpper()),
            Vector128.Load((ushort*)limits)
        );
        var high = Vector128.CreateScalarUnsafe(*(long*)(limits + Lanes * sizeof(ushort))).AsByte();
        *(long*)to = Vector128.Min(Sse2.PackUnsignedSaturate(words, words), high).AsInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1)
    {
        // In each half of the words: four lanes of the one, then four of the other.
        var shift = Vector256.Create(Vector128.Create(*(long*)limits), Vector128.Create(*(long*)(limits + sizeof(long)))).AsUInt16();
        var words = Avx512BW.VL.ShiftRightArithmeticVariable(Avx2.PackSignedSaturate(c0, c1), shift);
        var high = Vector128.Create(*(long*)(limits + Lanes * sizeof(ushort))).AsByte();
        var packed = Sse2.Shuffle(Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper()).AsInt32(), 0b11_01_10_00).AsByte();
        packed = Vector128.Min(packed, high);
        *(long*)to0 = packed.AsInt64()[0];
        *(long*)to1 = packed.AsInt64()[1];
    }
}
