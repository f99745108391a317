using System.Numerics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>Brings a tile's results back to one event after another.</summary>
internal sealed unsafe class OutputUnpacker(Row[] rows)
{
    public void Unpack<T>(byte* tile, T* target, int events)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            byte* slot = tile + (nint)rows[i].Slot * Tile.SlotBytes;
            switch (rows[i].Kind)
            {
                case RowKind.Low16:
                    Column((short*)slot, 2, target + i, events);
                    break;
                case RowKind.High16:
                    Column((short*)slot + 1, 2, target + i, events);
                    break;
                case RowKind.Int32:
                    Column((int*)slot, 1, target + i, events);
                    break;
                default:
                    Column((long*)slot, 1, target + i, events);
                    break;
            }
        }
    }

    private void Column<T, U>(U* lanes, int step, T* target, int events)
        where T : unmanaged, IBinaryInteger<T>
        where U : unmanaged, IBinaryInteger<U>
    {
        int stride = rows.Length;
        for (int e = 0; e < events; e++, target += stride) *target = T.CreateTruncating(lanes[e * step]);
    }
}
