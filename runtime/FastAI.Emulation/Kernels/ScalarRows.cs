using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>One event of a row of a tile of so many events, whatever its storage.</summary>
internal static unsafe class ScalarRows
{
    public static long Read(byte* tile, Row row, int @event, int events)
    {
        byte* slot = tile + (nint)row.Slot * sizeof(int) * events;
        return row.Kind switch
        {
            RowKind.Low16 => ((short*)slot)[2 * @event],
            RowKind.High16 => ((short*)slot)[2 * @event + 1],
            RowKind.Int32 => ((int*)slot)[@event],
            _ => ((long*)slot)[@event],
        };
    }

    public static void Write(byte* tile, Row row, int @event, long value, int events)
    {
        byte* slot = tile + (nint)row.Slot * sizeof(int) * events;
        switch (row.Kind)
        {
            case RowKind.Low16:
                ((short*)slot)[2 * @event] = (short)value;
                break;
            case RowKind.High16:
                ((short*)slot)[2 * @event + 1] = (short)value;
                break;
            case RowKind.Int32:
                ((int*)slot)[@event] = (int)value;
                break;
            default:
                ((long*)slot)[@event] = value;
                break;
        }
    }
}
