using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Shifts the four sums of a group, packs them into the four bytes of a slot and clamps them there. Packing saturates to 0..255; that is
/// exact because every result lies within it, so that a sum beyond an end is one that the clamp brings to its limit. Where the tensor is
/// stored with an offset, the bias has it times the shift's step.
/// </summary>
internal sealed unsafe class ByteEpilogue
{
    private readonly Pinned<Slot> slots;
    private readonly long[] added;

    public ByteEpilogue(AffineData data)
    {
        SimpleLimit[] limits = [.. data.Requantize.Select(q => SimpleLimit.Of(q.WithHalfAdded()))];
        added = [.. limits.Select(l => (long)data.TargetOffset << l.Shift)];
        slots = new Pinned<Slot>([
            .. limits
                .Chunk(AffineGroup.Outputs)
                .Select(
                    (l, g) =>
                        new Slot(
                            data.Targets[g * AffineGroup.Outputs].Slot,
                            l[0].Shift,
                            l[1].Shift,
                            l[2].Shift,
                            l[3].Shift,
                            Bytes(l, m => m.Low + (long)data.TargetOffset),
                            Bytes(l, m => m.High + (long)data.TargetOffset)
                        )
                ),
        ]);
    }

    /// <summary>Whether a requantisation can be done here: results are known to fit, and what is added to the
    /// bias keeps the sum within 32 bits.</summary>
    /// <param name="q">The requantisation.</param>
    /// <param name="highest">Highest sum.</param>
    /// <param name="offset">What is added to stored elements.</param>
    public static bool Covers(Requantization q, Int128 highest, int offset)
    {
        var left = q.WithHalfAdded();
        return SimpleLimit.Covers(left) && highest + q.Half + ((long)offset << left.Shift) <= int.MaxValue;
    }

    /// <summary>What the bias of an output must have beside half a step.</summary>
    public long Added(int output) => added[output];

    /// <summary>Stores one vector of each of a group's four sums: eight events.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* tile, int g, int vector, Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3)
    {
        Slot* slot = slots.Pointer + g;
        c0 = c0 >> slot->Shift0;
        c1 = c1 >> slot->Shift1;
        c2 = c2 >> slot->Shift2;
        c3 = c3 >> slot->Shift3;
        // In each half: four bytes of c0, of c1, of c2, of c3; then byte i of all four is event i.
        var packed = Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(c0, c1), Avx2.PackSignedSaturate(c2, c3));
        packed = Avx2.Shuffle(
            packed,
            Vector256.Create(
                (byte)0,
                4,
                8,
                12,
                1,
                5,
                9,
                13,
                2,
                6,
                10,
                14,
                3,
                7,
                11,
                15,
                0,
                4,
                8,
                12,
                1,
                5,
                9,
                13,
                2,
                6,
                10,
                14,
                3,
                7,
                11,
                15
            )
        );
        packed = Vector256.Min(Vector256.Max(packed, Vector256.Create(slot->Low).AsByte()), Vector256.Create(slot->High).AsByte());
        packed.Store(tile + ((nint)slot->Target * Tile.Events + vector * Vector256<int>.Count) * sizeof(int));
    }

    private static int Bytes(SimpleLimit[] limits, Func<SimpleLimit, long> end)
    {
        uint word = 0;
        for (int i = 0; i < limits.Length; i++)
            word |= (uint)Math.Clamp(end(limits[i]), 0, byte.MaxValue) << (8 * i);
        return (int)word;
    }

    /// <summary>A slot of the result: how far each of its sums is shifted, and the ends of each byte.</summary>
    private readonly record struct Slot(int Target, int Shift0, int Shift1, int Shift2, int Shift3, int Low, int High);
}
