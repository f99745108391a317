using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>Row-major index maps made from one table an axis.</summary>
internal static class IndexMaps
{
    /// <summary>
    /// Element (i0, i1, ...) of the result is the sum over axes of tables[axis][i_axis] * strides[axis], or -1 where a table holds -1.
    /// </summary>
    public static int[] Outer(ReadOnlySpan<int[]> tables, ReadOnlySpan<int> strides)
    {
        int[] map = [0];
        for (int axis = 0; axis < tables.Length; axis++)
        {
            int[] table = tables[axis];
            long length = (long)map.Length * table.Length;
            if (length > Shape.MaxElements)
                throw FastAIException.Unsupported($"a tensor of more than {Shape.MaxElements} elements an event is not supported");
            var grown = new int[length];
            int at = 0;
            foreach (int start in map)
            foreach (int index in table)
                grown[at++] = start < 0 || index < 0 ? -1 : start + index * strides[axis];
            map = grown;
        }
        return map;
    }

    /// <summary>0, 1, ... count - 1.</summary>
    public static int[] Range(int count)
    {
        var range = new int[count];
        for (int i = 0; i < count; i++)
            range[i] = i;
        return range;
    }

    /// <summary>The tables of the identity.</summary>
    public static int[][] Identity(Layout layout)
    {
        var tables = new int[layout.Rank][];
        for (int axis = 0; axis < tables.Length; axis++)
            tables[axis] = Range(layout[axis]);
        return tables;
    }

    /// <summary>Where each element of <paramref name="to"/> is read when <paramref name="from"/> is broadcast to it.</summary>
    public static int[] Broadcast(Layout from, Layout to)
    {
        var tables = new int[to.Rank][];
        var strides = new int[to.Rank];
        int[] own = from.Strides();
        for (int axis = 0; axis < tables.Length; axis++)
        {
            int source = axis - (to.Rank - from.Rank);
            bool repeats = source < 0 || from[source] == 1;
            tables[axis] = repeats ? new int[to[axis]] : Range(to[axis]);
            strides[axis] = repeats ? 0 : own[source];
        }
        return Outer(tables, strides);
    }

    public static bool IsIdentity(ReadOnlySpan<int> map)
    {
        for (int i = 0; i < map.Length; i++)
            if (map[i] != i)
                return false;
        return true;
    }
}
