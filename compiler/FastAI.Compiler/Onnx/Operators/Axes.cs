using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Groups of elements that differ only along some axes.</summary>
internal static class Axes
{
    /// <summary>Axes as ONNX counts them, each once.</summary>
    public static bool[] Chosen(Layout layout, ReadOnlySpan<long> axes)
    {
        var chosen = new bool[layout.Rank];
        foreach (long axis in axes)
        {
            int normal = layout.Axis(axis);
            if (chosen[normal])
                throw FastAIException.BadInput($"axis {axis} is named twice");
            chosen[normal] = true;
        }
        return chosen;
    }

    /// <summary>
    /// The element indices of every group, group by group: output element o of the layout with the chosen axes removed (or 1) reads
    /// Groups[o * Size ...], in row-major order of the chosen axes.
    /// </summary>
    public static (int Size, int[] Groups) GroupsOf(Layout layout, bool[] chosen)
    {
        int[] strides = layout.Strides();
        var kept = Enumerable.Range(0, layout.Rank).Where(axis => !chosen[axis]).ToArray();
        var reduced = Enumerable.Range(0, layout.Rank).Where(axis => chosen[axis]).ToArray();
        int[] order = [.. kept, .. reduced];
        int[] groups = IndexMaps.Outer(
            order.Select(axis => IndexMaps.Range(layout[axis])).ToArray(),
            order.Select(axis => strides[axis]).ToArray()
        );
        int size = reduced.Aggregate(1, (product, axis) => product * layout[axis]);
        return (size, groups);
    }

    /// <summary>The layout with the chosen axes made 1 or, without <paramref name="keep"/>, removed.</summary>
    public static Layout Reduced(Layout layout, bool[] chosen, bool keep)
    {
        for (int axis = layout.Rank - 1; axis >= 0; axis--)
            if (chosen[axis])
                layout = keep ? layout.WithExtent(axis, 1) : layout.Removed(axis);
        return layout;
    }

    public static void RequireNoBatch(Layout layout, bool[] chosen, string what)
    {
        for (int axis = 0; axis < chosen.Length; axis++)
            if (chosen[axis])
                layout.RequireNoBatch(axis, what);
    }
}
