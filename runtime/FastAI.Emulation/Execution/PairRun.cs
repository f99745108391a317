using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>Eight slots of pairs that hold sixteen neighbouring elements of an event: moved by transposing 8
/// events x 8 slots in registers.</summary>
/// <param name="Element">The first of sixteen elements.</param>
/// <param name="Slot">The first of eight slots.</param>
internal readonly unsafe record struct PairRun(int Element, int Slot)
{
    private const int Slots = 8;

    public static bool CanTranspose => Avx2.IsSupported;

    /// <summary>Whether all rows are pairs in slots one after another.</summary>
    public static bool Contiguous(Row[] rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] != new Row(rows[0].Slot + i / 2, i % 2 == 0 ? RowKind.Low16 : RowKind.High16))
                return false;
        return rows.Length > 0;
    }

    /// <summary>The runs among rows, and the elements that are in none.</summary>
    public static (PairRun[] Runs, int[] Others) Find(Row[] rows)
    {
        var runs = new List<PairRun>();
        var rest = new List<int>();
        for (int i = 0; i < rows.Length; )
        {
            bool run = i + 2 * Slots <= rows.Length;
            for (int k = 0; run && k < 2 * Slots; k++)
                run = rows[i + k] == new Row(rows[i].Slot + k / 2, k % 2 == 0 ? RowKind.Low16 : RowKind.High16);
            if (run)
            {
                runs.Add(new PairRun(i, rows[i].Slot));
                i += 2 * Slots;
            }
            else
            {
                rest.Add(i++);
            }
        }
        return ([.. runs], [.. rest]);
    }

    /// <summary>From events of <paramref name="stride"/> elements into a tile.</summary>
    public void Load(short* source, int stride, byte* tile)
    {
        int* slot = (int*)tile + (nint)Slot * Tile.Events;
        source += Element;
        for (int e = 0; e < Tile.Events; e += Slots, source += Slots * stride, slot += Slots)
            Transpose((byte*)source, stride * sizeof(short), (byte*)slot, Tile.Events * sizeof(int));
    }

    /// <summary>From a tile into events of <paramref name="stride"/> elements.</summary>
    public void Store(byte* tile, short* target, int stride)
    {
        int* slot = (int*)tile + (nint)Slot * Tile.Events;
        target += Element;
        for (int e = 0; e < Tile.Events; e += Slots, target += Slots * stride, slot += Slots)
            Transpose((byte*)slot, Tile.Events * sizeof(int), (byte*)target, stride * sizeof(short));
    }

    /// <summary>Eight rows of eight 32-bit words become eight columns.</summary>
    private static void Transpose(byte* from, nint fromStride, byte* to, nint toStride)
    {
        Vector256<int> Row(int i) => Vector256.Load((int*)(from + i * fromStride));
        Vector256<int> r0 = Row(0),
            r1 = Row(1),
            r2 = Row(2),
            r3 = Row(3),
            r4 = Row(4),
            r5 = Row(5),
            r6 = Row(6),
            r7 = Row(7);
        Vector256<long> a0 = Avx2.UnpackLow(r0, r1).AsInt64(),
            a1 = Avx2.UnpackHigh(r0, r1).AsInt64(),
            a2 = Avx2.UnpackLow(r2, r3).AsInt64(),
            a3 = Avx2.UnpackHigh(r2, r3).AsInt64();
        Vector256<long> a4 = Avx2.UnpackLow(r4, r5).AsInt64(),
            a5 = Avx2.UnpackHigh(r4, r5).AsInt64(),
            a6 = Avx2.UnpackLow(r6, r7).AsInt64(),
            a7 = Avx2.UnpackHigh(r6, r7).AsInt64();
        Vector256<long> b0 = Avx2.UnpackLow(a0, a2),
            b1 = Avx2.UnpackHigh(a0, a2),
            b2 = Avx2.UnpackLow(a1, a3),
            b3 = Avx2.UnpackHigh(a1, a3);
        Vector256<long> b4 = Avx2.UnpackLow(a4, a6),
            b5 = Avx2.UnpackHigh(a4, a6),
            b6 = Avx2.UnpackLow(a5, a7),
            b7 = Avx2.UnpackHigh(a5, a7);
        Avx2.Permute2x128(b0, b4, 0x20).Store((long*)to);
        Avx2.Permute2x128(b1, b5, 0x20).Store((long*)(to + toStride));
        Avx2.Permute2x128(b2, b6, 0x20).Store((long*)(to + 2 * toStride));
        Avx2.Permute2x128(b3, b7, 0x20).Store((long*)(to + 3 * toStride));
        Avx2.Permute2x128(b0, b4, 0x31).Store((long*)(to + 4 * toStride));
        Avx2.Permute2x128(b1, b5, 0x31).Store((long*)(to + 5 * toStride));
        Avx2.Permute2x128(b2, b6, 0x31).Store((long*)(to + 6 * toStride));
        Avx2.Permute2x128(b3, b7, 0x31).Store((long*)(to + 7 * toStride));
    }
}
