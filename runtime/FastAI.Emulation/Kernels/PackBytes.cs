using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Copies elements that fit 8 bits from rows of 16 or 32 bits (or of 64) into slots of four bytes, with an
/// offset that makes them 0..255.</summary>
internal sealed unsafe class PackBytes : Step
{
    private const int Lanes = 8;

    private readonly Row[][] from;
    private readonly int[] to;
    private readonly bool[] whole;
    private readonly int offset;

    /// <param name="from">Rows of the elements.</param>
    /// <param name="to">Rows of the same elements in bytes.</param>
    /// <param name="offset">What is added.</param>
    public PackBytes(Row[] from, Row[] to, int offset)
    {
        var slots = Enumerable.Range(0, to.Length).GroupBy(i => to[i].Slot).Select(s => s.OrderBy(i => to[i].Part).ToArray()).ToArray();
        this.from = [.. slots.Select(s => s.Select(i => from[i]).ToArray())];
        this.to = [.. slots.Select(s => to[s[0]].Slot)];
        this.offset = offset;
        whole = [.. this.from.Select(IsTwoSlots)];
    }

    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            int* target = (int*)tile + (nint)to[i] * Tile.Events;
            if (whole[i])
                Pairs((int*)tile + (nint)from[i][0].Slot * Tile.Events, (int*)tile + (nint)from[i][2].Slot * Tile.Events, target);
            else
                Each(tile, from[i], target);
        }
    }

    private static bool IsTwoSlots(Row[] rows) =>
        rows is [{ Kind: RowKind.Low16 } a, { Kind: RowKind.High16 } b, { Kind: RowKind.Low16 } c, { Kind: RowKind.High16 } d]
        && a.Slot == b.Slot
        && c.Slot == d.Slot;

    private void Pairs(int* first, int* second, int* target)
    {
        var added = Vector256.Create((short)offset);
        var order = Vector256.Create(
            (byte)0,
            1,
            8,
            9,
            2,
            3,
            10,
            11,
            4,
            5,
            12,
            13,
            6,
            7,
            14,
            15,
            0,
            1,
            8,
            9,
            2,
            3,
            10,
            11,
            4,
            5,
            12,
            13,
            6,
            7,
            14,
            15
        );
        for (int e = 0; e < Tile.Events; e += Lanes)
        {
            // In each half: two bytes of four events, then the other two of the same events.
            var packed = Avx2.PackUnsignedSaturate(
                Vector256.Load(first + e).AsInt16() + added,
                Vector256.Load(second + e).AsInt16() + added
            );
            Avx2.Shuffle(packed, order).AsInt32().Store(target + e);
        }
    }

    private void Each(byte* tile, Row[] rows, int* target)
    {
        for (int v = 0; v < Tile.Events / Lanes; v++)
        {
            var word = Vector256<int>.Zero;
            for (int part = 0; part < rows.Length; part++)
            {
                Rows<Simd256, Vector256<int>, Vector256<long>>.LoadWide(tile, rows[part], v, out var lower, out var upper);
                word |= (Vector256.Narrow(lower, upper) + Vector256.Create(offset)) << (8 * part);
            }
            word.Store(target + v * Lanes);
        }
    }
}
