using System.Numerics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>Brings a tile's results back to one event after another.</summary>
internal sealed unsafe class OutputUnpacker
{
    private readonly Row[] rows;
    private readonly int tileEvents;
    private readonly PairRun[] runs;
    private readonly int[] rest;
    private readonly int[] pairs;
    private readonly bool contiguous;
    private readonly bool narrow;

    public OutputUnpacker(Row[] rows, int tileEvents)
    {
        (this.rows, this.tileEvents) = (rows, tileEvents);
        contiguous = tileEvents == 1 && PairRun.Contiguous(rows);
        narrow = Array.TrueForAll(rows, r => r.Kind is RowKind.Low16 or RowKind.High16);
        (runs, int[] others) = PairRun.Find(rows);
        // Of what is left, neighbours that share a slot move as one word.
        int[] firsts =
        [
            .. others.Where(i =>
                i + 1 < rows.Length && rows[i].Kind == RowKind.Low16 && rows[i + 1] == new Row(rows[i].Slot, RowKind.High16)
            ),
        ];
        pairs = firsts;
        rest = [.. others.Except(firsts.SelectMany(i => new[] { i, i + 1 }))];
    }

    /// <param name="tile">Where results are.</param>
    /// <param name="target">Receives one event after another.</param>
    /// <param name="events">At most those of a tile.</param>
    /// <param name="staging">Room for the results of a tile as 16-bit integers.</param>
    public void Unpack<T>(byte* tile, T* target, int events, short* staging)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (contiguous)
        {
            Widening.Copy(SlotOf(tile, 0), sizeof(short), target, rows.Length, 0);
        }
        else if ((narrow || typeof(T) == typeof(short)) && events == Tile.Events && PairRun.CanTranspose)
        {
            short* shorts = typeof(T) == typeof(short) ? (short*)target : staging;
            foreach (var run in runs)
                run.Store(tile, shorts, rows.Length);
            foreach (int i in pairs)
                Pair((int*)SlotOf(tile, i), shorts + i);
            foreach (int i in rest)
                Column(tile, shorts, i, events);
            if (typeof(T) != typeof(short))
                Widening.Copy((byte*)staging, sizeof(short), target, events * rows.Length, 0);
        }
        else
        {
            for (int i = 0; i < rows.Length; i++)
                Column(tile, target, i, events);
        }
    }

    private byte* SlotOf(byte* tile, int element) => tile + (nint)rows[element].Slot * sizeof(int) * tileEvents;

    private void Pair(int* lanes, short* target)
    {
        int stride = rows.Length;
        for (int e = 0; e < Tile.Events; e++, target += stride)
            *(int*)target = lanes[e];
    }

    private void Column<T>(byte* tile, T* target, int element, int events)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* slot = SlotOf(tile, element);
        target += element;
        switch (rows[element].Kind)
        {
            case RowKind.Low16:
                Column((short*)slot, 2, target, events);
                break;
            case RowKind.High16:
                Column((short*)slot + 1, 2, target, events);
                break;
            case RowKind.Int32:
                Column((int*)slot, 1, target, events);
                break;
            default:
                Column((long*)slot, 1, target, events);
                break;
        }
    }

    private void Column<T, U>(U* lanes, int step, T* target, int events)
        where T : unmanaged, IBinaryInteger<T>
        where U : unmanaged, IBinaryInteger<U>
    {
        int stride = rows.Length;
        for (int e = 0; e < events; e++, target += stride)
            *target = T.CreateTruncating(lanes[e * step]);
    }
}
