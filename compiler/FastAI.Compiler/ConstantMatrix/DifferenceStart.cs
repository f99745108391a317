namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Writes outputs as another output plus a difference along a minimum spanning tree (Prim) of the columns, where that has fewer digits.
/// The search then works on differences and sharing at once.
/// </summary>
internal static class DifferenceStart
{
    /// <summary>Rewrites the fresh rows; distances are multiplied by 1 + noise x, x uniform in [0, 1).</summary>
    public static void Apply(SearchState state, double noise, ref SplitMix random)
    {
        long[][] columns = state.Matrix.Columns;
        int count = columns.Length;
        var distance = new double[count];
        var parent = new int[count];
        var sign = new int[count];
        var done = new bool[count];
        for (int j = 0; j < count; j++)
        {
            distance[j] = Weight(columns[j]) * (1 + (noise * random.Uniform()));
            parent[j] = -1;
        }

        for (int step = 0; step < count; step++)
        {
            int next = -1;
            for (int j = 0; j < count; j++)
            {
                next = !done[j] && (next < 0 || distance[j] < distance[next]) ? j : next;
            }

            done[next] = true;
            if (parent[next] >= 0)
            {
                Rewrite(state, next, parent[next], sign[next]);
            }

            for (int j = 0; j < count; j++)
            {
                for (int s = -1; s <= 1 && !done[j]; s += 2)
                {
                    double d = (1 + Distance(columns[j], columns[next], s)) * (1 + (noise * random.Uniform()));
                    if (d < distance[j])
                    {
                        (distance[j], parent[j], sign[j]) = (d, next, s);
                    }
                }
            }
        }
    }

    private static void Rewrite(SearchState state, int output, int parent, int sign)
    {
        long[] column = state.Matrix.Columns[output];
        long[] other = state.Matrix.Columns[parent];
        var nodes = new List<int>();
        var coefficients = new List<long>();
        for (int i = 0; i < column.Length; i++)
        {
            if (other[i] != 0)
            {
                nodes.Add(i);
                coefficients.Add(column[i] - (sign * other[i]));
            }
        }

        nodes.Add(state.FirstRow + parent);
        coefficients.Add(sign);
        state.Change(state.FirstRow + output, nodes.ToArray(), coefficients.ToArray());
    }

    private static int Weight(long[] column)
    {
        int weight = 0;
        foreach (long c in column)
        {
            weight += SignedDigits.Weight(c);
        }

        return weight;
    }

    private static int Distance(long[] column, long[] other, int sign)
    {
        int weight = 0;
        for (int i = 0; i < column.Length; i++)
        {
            weight += SignedDigits.Weight(column[i] - (sign * other[i]));
        }

        return weight;
    }
}
