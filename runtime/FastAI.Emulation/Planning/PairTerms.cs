using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>The slots that one position of an affine map reads, each with the rows of the matrix that its two halves meet (-1: none). A slot read twice is listed twice.</summary>
internal sealed record PairTerms(int[] Slots, int[] Low, int[] High)
{
    /// <summary>Equal for positions that meet the matrix in the same way.</summary>
    public string Pattern { get; } = string.Join(',', Low) + '|' + string.Join(',', High);

    public static PairTerms Of(AffineBlock block, int position, Element[] source)
    {
        List<int> slots = [], low = [], high = [];
        var open = new Dictionary<int, int>();
        for (int k = 0; k < block.Rows; k++)
        {
            int index = block.InputMap[position * block.Rows + k];
            if (index < 0) continue;
            var row = source[index].Row;
            bool upper = row.Kind == RowKind.High16;
            if (upper || row.Kind == RowKind.Low16)
            {
                if (open.TryGetValue(row.Slot, out int u) && (upper ? high : low)[u] < 0)
                {
                    (upper ? high : low)[u] = k;
                    continue;
                }
                open[row.Slot] = slots.Count;
            }
            slots.Add(row.Slot);
            low.Add(upper ? -1 : k);
            high.Add(upper ? k : -1);
        }
        return new PairTerms([.. slots], [.. low], [.. high]);
    }

    /// <summary>The two 16-bit weights that a slot meets in a column, low half first, with so many zeros appended.</summary>
    public int Weight(AffineBlock block, int slot, int column, int zeros) =>
        (int)((uint)(ushort)(Low[slot] < 0 ? 0 : block.Weight(Low[slot], column) << zeros) | (uint)(High[slot] < 0 ? 0 : block.Weight(High[slot], column) << zeros) << 16);
}
