using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Reads and writes rows of a tile as vectors, whatever their storage.</summary>
internal static unsafe class Rows<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Bytes of a slot: 32 bits an event.</summary>
    public static int SlotBytes => sizeof(int) * S.Events;

    /// <summary>Vectors of 32-bit lanes in a row.</summary>
    public static int Vectors => S.Events / S.Lanes;

    /// <summary>Events <paramref name="vector"/> * Lanes and on, as 32-bit lanes; the row is not of 64 bits.</summary>
    [MethodImpl(Inline)]
    public static V Load(byte* tile, Row row, int vector)
    {
        var lanes = S.Load((int*)(tile + (nint)row.Slot * SlotBytes) + vector * S.Lanes);
        return row.Kind switch
        {
            RowKind.Low16 => S.ShiftRight(S.ShiftLeft(lanes, 16), 16),
            RowKind.High16 => S.ShiftRight(lanes, 16),
            _ => lanes,
        };
    }

    /// <summary>Stores 32-bit lanes; the other half of a pair stays.</summary>
    [MethodImpl(Inline)]
    public static void Store(byte* tile, Row row, int vector, V value)
    {
        int* at = (int*)(tile + (nint)row.Slot * SlotBytes) + vector * S.Lanes;
        switch (row.Kind)
        {
            case RowKind.Low16:
                S.Store(S.MergeHalves(value, S.ShiftRight(S.Load(at), 16)), at);
                break;
            case RowKind.High16:
                S.Store(S.MergeHalves(S.Load(at), value), at);
                break;
            default:
                S.Store(value, at);
                break;
        }
    }

    /// <summary>The same events as <see cref="Load"/>, in two vectors of 64-bit lanes.</summary>
    [MethodImpl(Inline)]
    public static void LoadWide(byte* tile, Row row, int vector, out W lower, out W upper)
    {
        if (row.Kind == RowKind.Int64)
        {
            long* at = (long*)(tile + (nint)row.Slot * SlotBytes) + vector * S.Lanes;
            lower = S.Load(at);
            upper = S.Load(at + S.Lanes / 2);
            return;
        }
        var lanes = Load(tile, row, vector);
        lower = S.WidenLower(lanes);
        upper = S.WidenUpper(lanes);
    }

    /// <summary>Stores 64-bit lanes; a narrower row keeps their low bits.</summary>
    [MethodImpl(Inline)]
    public static void StoreWide(byte* tile, Row row, int vector, W lower, W upper)
    {
        if (row.Kind == RowKind.Int64)
        {
            long* at = (long*)(tile + (nint)row.Slot * SlotBytes) + vector * S.Lanes;
            S.Store(lower, at);
            S.Store(upper, at + S.Lanes / 2);
            return;
        }
        Store(tile, row, vector, S.Narrow(lower, upper));
    }
}
