using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering.Sharing;

/// <summary>
/// Which columns of a matrix are sums of the same multipliers, one in each phase: as few groups as the phases allow, all of about the same
/// size. A multiplier is needed for each row in which a column of the group has a weight, so that columns with weights in the same rows
/// go together: a group begins with the column of the most weights and takes the one next that adds the fewest rows.
/// </summary>
internal static class ColumnGroups
{
    /// <summary>The columns of each group in order of their phases.</summary>
    public static IReadOnlyList<int[]> Of(AffineBlock block, int phases)
    {
        int count = (block.Columns + phases - 1) / phases;
        int[] weights =
        [
            .. Enumerable.Range(0, block.Columns).Select(m => Enumerable.Range(0, block.Rows).Count(k => block.Weight(k, m) != 0)),
        ];
        List<int> open = [.. Enumerable.Range(0, block.Columns).OrderByDescending(m => weights[m])];
        var groups = new List<int[]>(count);
        for (int g = 0; g < count; g++)
        {
            int size = open.Count / (count - g);
            var group = new List<int>(size);
            var used = new bool[block.Rows];
            while (group.Count < size)
            {
                int next = group.Count == 0 ? open[0] : open.MinBy(m => Added(block, m, used));
                for (int k = 0; k < used.Length; k++)
                    used[k] |= block.Weight(k, next) != 0;
                open.Remove(next);
                group.Add(next);
            }
            group.Sort();
            groups.Add([.. group]);
        }
        return groups;
    }

    private static int Added(AffineBlock block, int column, bool[] used)
    {
        int added = 0;
        for (int k = 0; k < used.Length; k++)
            if (!used[k] && block.Weight(k, column) != 0)
                added++;
        return added;
    }
}
