namespace FastAI.Emulation.Planning;

/// <summary>
/// Finds out whether an element-wise operation can work on whole slots of pairs: every slot of the result then meets, in each operand, one
/// slot with the same two elements in the same order.
/// </summary>
internal static class PairSlots
{
    /// <param name="to">Rows of the result.</param>
    /// <param name="operands">For each operand the rows of its elements.</param>
    /// <param name="same">Whether two elements of the result are treated alike.</param>
    /// <returns>For each slot of the result its elements (one of them twice where it is alone), or null
    /// where an element's partner differs.</returns>
    public static (int Low, int High)[]? Find(Row[] to, Row[][] operands, Func<int, int, bool> same)
    {
        if (to.Concat(operands.SelectMany(o => o)).Any(r => r.Kind > RowKind.High16))
            return null;
        var low = new Dictionary<int, int>();
        var high = new Dictionary<int, int>();
        for (int i = 0; i < to.Length; i++)
            (to[i].Kind == RowKind.Low16 ? low : high)[to[i].Slot] = i;
        var units = new List<(int, int)>();
        foreach (var (slot, first) in low)
        {
            foreach (var operand in operands)
            {
                if (operand[first].Kind != RowKind.Low16)
                    return null;
                if (high.TryGetValue(slot, out int other) && operand[other] != new Row(operand[first].Slot, RowKind.High16))
                    return null;
            }
            if (high.TryGetValue(slot, out int second) && !same(first, second))
                return null;
            units.Add((first, high.GetValueOrDefault(slot, first)));
        }
        return low.Count >= high.Count ? [.. units] : null;
    }
}
