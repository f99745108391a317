namespace FastAI.Emulation.Kernels;

/// <summary>Lays out maps of which each reads, from two registers, what the one before it made.</summary>
internal static unsafe class RegisterChain
{
    private const int Lanes = 8;

    /// <summary>Results of an item of four vectors: a register, where they are bytes.</summary>
    private const int Results = 4 * Lanes;

    /// <summary>Whether results in bytes fill one register or two, save for spare lanes, and a map reads these and nothing else.</summary>
    public static bool Continues(RowData next, RowData before)
    {
        if (before.Items.Length is not (1 or 2))
            return false;
        for (int i = 0; i < before.Items.Length; i++)
            if (before.Items[i].Vectors != 4 || before.Items[i].Target != before.Items[0].Target + i * Results)
                return false;
        return Reads(next, before.Items[0].Target, before.Items.Length * RegisterSums.Units);
    }

    /// <summary>Whether a map reads at most so many times 32 bits one after another from there on.</summary>
    public static bool Reads(RowData map, int from, int units) =>
        map.IsDense
        && Array.TrueForAll(map.Items, item => item.Units > 0 && item.Units <= units && item.Source + map.Units[item.Unit] == from);

    /// <summary>All items; those behind the first map have whole registers of weights, zero where there were none.</summary>
    public static RowData Join(RowData[] maps)
    {
        var all = maps[0];
        for (int m = 1; m < maps.Length; m++)
            all = all.Before(Filled(maps[m], maps[m - 1].Items.Length * RegisterSums.Units));
        return all;
    }

    /// <summary>The items of <see cref="Join"/>.</summary>
    public static DenseItem[] Items(RowData[] maps, RowData all, int* weights, int* bias, byte* limits)
    {
        var items = DenseItem.Of(all, weights, bias, limits);
        int first = 0;
        foreach (var map in maps[..^1])
        {
            items[first] = items[first] with { HasSecond = map.Items.Length == 2 };
            first += map.Items.Length;
        }
        return items;
    }

    private static RowData Filled(RowData map, int units)
    {
        var weights = new List<int>();
        var items = new RowItem[map.Items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            var item = map.Items[i];
            int unit = item.Vectors * Lanes;
            items[i] = item with { Weights = weights.Count, Units = units };
            weights.AddRange(map.Weights.AsSpan(item.Weights, item.Units * unit));
            weights.AddRange(new int[(units - item.Units) * unit]);
        }
        return map with { Items = items, Weights = [.. weights] };
    }
}
