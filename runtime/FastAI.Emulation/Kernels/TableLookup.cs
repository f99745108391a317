using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Tables, event by event. The proved interval of every operand lies inside its table, and inputs are held to theirs,
/// so that no index needs a check.</summary>
internal sealed unsafe class TableLookup(Row[] from, Row[] to, TableEntries[] tables, int[] tableOf, int events) : Step
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            ref readonly var table = ref tables[tableOf[i]];
            if (from[i].Kind <= RowKind.High16 && to[i].Kind <= RowKind.High16)
                Pairs(tile, from[i], to[i], table);
            else
                for (int e = 0; e < events; e++)
                    ScalarRows.Write(tile, to[i], e, table.Zero[ScalarRows.Read(tile, from[i], e, events)], events);
        }
    }

    private void Pairs(byte* tile, Row from, Row to, in TableEntries table)
    {
        short* x = (short*)(tile + (nint)from.Slot * sizeof(int) * events) + (from.Kind == RowKind.High16 ? 1 : 0);
        short* y = (short*)(tile + (nint)to.Slot * sizeof(int) * events) + (to.Kind == RowKind.High16 ? 1 : 0);
        long* zero = table.Zero;
        for (int e = 0; e < 2 * events; e += 2)
            y[e] = (short)zero[x[e]];
    }
}
