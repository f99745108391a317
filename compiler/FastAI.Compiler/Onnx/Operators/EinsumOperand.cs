using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>A tensor whose axes have labels, each once.</summary>
internal sealed record EinsumOperand(Tensor Tensor, int[] Labels)
{
    /// <summary>The operand of an equation; where a label stands at several axes, their diagonal.</summary>
    public static EinsumOperand Of(Emitter emit, Tensor x, int[] labels, string part)
    {
        int[] distinct = [.. labels.Distinct()];
        if (distinct.Length == labels.Length)
            return new(x, labels);
        int[] strides = x.Layout.Strides();
        var tables = new int[distinct.Length][];
        var steps = new int[distinct.Length];
        Layout layout = x.Layout;
        for (int a = labels.Length - 1; a >= 0; a--)
        {
            int first = Array.IndexOf(labels, labels[a]);
            if (first == a)
                continue;
            layout.RequireNoBatch(a, "takes a diagonal");
            layout.RequireNoBatch(first, "takes a diagonal");
            if (layout[a] != layout[first])
                throw FastAIException.BadInput($"it takes a diagonal of axes of {layout[first]} and {layout[a]} elements");
            layout = layout.Removed(a);
        }
        for (int d = 0; d < distinct.Length; d++)
        {
            tables[d] = IndexMaps.Range(layout[d]);
            for (int a = 0; a < labels.Length; a++)
                if (labels[a] == distinct[d])
                    steps[d] += strides[a];
        }
        return new(emit.Map(x, layout, IndexMaps.Outer(tables, steps), part), distinct);
    }

    public Layout Layout => Tensor.Layout;

    public int ExtentOf(int label) => Labels.Contains(label) ? Layout[Array.IndexOf(Labels, label)] : 1;

    /// <summary>Whether the axis holds the batch.</summary>
    public bool HoldsBatch(int label) => Layout.HasBatch && Labels[Layout.BatchAxis] == label;

    /// <summary>Sums over the axes that <paramref name="keep"/> does not name.</summary>
    public EinsumOperand Summed(Emitter emit, HashSet<int> keep, string part)
    {
        bool[] chosen = [.. Labels.Select(label => !keep.Contains(label))];
        if (!chosen.Contains(true))
            return this;
        Axes.RequireNoBatch(Layout, chosen, "sums");
        var (size, groups) = Axes.GroupsOf(Layout, chosen);
        return new(emit.Sum(Tensor, Axes.Reduced(Layout, chosen, keep: false), size, groups, part: part), [.. Labels.Where(keep.Contains)]);
    }

    /// <summary>The axes in another order; those that the tensor lacks have one element.</summary>
    public EinsumOperand Ordered(Emitter emit, int[] order, string part)
    {
        int[] permutation = [.. order.Where(Labels.Contains).Select(label => Array.IndexOf(Labels, label))];
        Tensor turned = TransposeOperator.Permuted(emit, Tensor, permutation, part);
        Layout layout = turned.Layout;
        for (int a = 0; a < order.Length; a++)
            if (!Labels.Contains(order[a]))
                layout = layout.Inserted(a);
        return new(emit.Reshape(turned, layout, part + "/shaped"), order);
    }

    /// <summary>The axis repeated to an extent, where it has one element.</summary>
    public EinsumOperand Repeated(Emitter emit, int label, int extent, string part)
    {
        if (ExtentOf(label) == extent || !Labels.Contains(label))
            return this;
        Layout wide = Layout.WithExtent(Array.IndexOf(Labels, label), extent);
        return this with { Tensor = emit.Map(Tensor, wide, IndexMaps.Broadcast(Layout, wide), part) };
    }
}
