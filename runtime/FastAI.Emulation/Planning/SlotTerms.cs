using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// The slots that one position of an affine map reads, each with the rows of the matrix that its parts meet (-1: none): one part of 32 or
/// 64 bits, two of 16, four of 8. A slot read twice is listed twice.
/// </summary>
/// <param name="Slots">The slots.</param>
/// <param name="Rows">For each slot the rows of its parts, lowest part first.</param>
/// <param name="Parts">Elements in a slot.</param>
internal sealed record SlotTerms(int[] Slots, int[] Rows, int Parts)
{
    /// <summary>Equal for positions that meet the matrix in the same way.</summary>
    public string Pattern { get; } = string.Join(',', Rows);

    public static SlotTerms Of(AffineBlock block, int position, Element[] source, Storage storage)
    {
        int parts = Tensor.ElementsInSlot(storage);
        List<int> slots = [],
            rows = [];
        var open = new Dictionary<int, int>();
        for (int k = 0; k < block.Rows; k++)
        {
            int index = block.InputMap[position * block.Rows + k];
            if (index < 0)
                continue;
            var row = source[index].Row;
            int part = row.Part;
            if (!open.TryGetValue(row.Slot, out int u) || rows[u * parts + part] >= 0)
            {
                open[row.Slot] = u = slots.Count;
                slots.Add(row.Slot);
                for (int i = 0; i < parts; i++)
                    rows.Add(-1);
            }
            rows[u * parts + part] = k;
        }
        return new SlotTerms([.. slots], [.. rows], parts);
    }

    /// <summary>The weights that a slot meets in a column, with so many zeros appended; several share 32 bits, lowest part first.</summary>
    public long Weight(AffineBlock block, int slot, int column, int zeros)
    {
        if (Parts == 1)
            return block.Weight(Rows[slot], column) << zeros;
        int bits = 32 / Parts;
        uint word = 0;
        for (int i = 0; i < Parts; i++)
        {
            int row = Rows[slot * Parts + i];
            if (row >= 0)
                word |= ((uint)(block.Weight(row, column) << zeros) & ((1u << bits) - 1)) << (i * bits);
        }
        return (int)word;
    }
}
