using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Constant indices that say where elements of a tensor are read or written.</summary>
internal static class ElementIndices
{
    /// <summary>
    /// For GatherElements and ScatterElements, whose indices have the rank of the tensor: for each index the element of the tensor that
    /// has the
    /// index's own coordinates but along <paramref name="axis"/>, where it has the index.
    /// </summary>
    public static int[] Of(IntegerConstant indices, Layout tensor, long axis)
    {
        int along = tensor.Axis(axis);
        tensor.RequireNoBatch(along, "selects");
        if (indices.Layout.Rank != tensor.Rank)
            throw FastAIException.BadInput($"its indices {indices.Layout} do not have the rank of {tensor}");
        for (int a = 0; a < tensor.Rank; a++)
        {
            if (
                (a == tensor.BatchAxis) != (a == indices.Layout.BatchAxis)
                || (a == tensor.BatchAxis && indices.Layout.Outer != tensor.Outer)
            )
                throw FastAIException.Unsupported(
                    $"its indices {indices.Layout} do not follow the batch dimension of {tensor}: they would tell events apart"
                );
            if (a != along && indices.Layout[a] > tensor[a])
                throw FastAIException.BadInput($"its indices {indices.Layout} reach beyond {tensor}");
        }
        var known = indices.Known();
        int[] strides = tensor.Strides(),
            map = IndexMaps.Outer(IndexMaps.Identity(indices.Layout.WithExtent(along, 1)), strides);
        // map counts the positions with the index's axis left out; inner is how many of them lie inside it.
        int inner = indices.Layout.Product(along + 1, indices.Layout.Rank),
            extent = indices.Layout[along];
        var elements = new int[known.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            int rest = i / (inner * extent) * inner + i % inner;
            elements[i] = map[rest] + At(known[i], tensor[along], $"axis {along} of {tensor}") * strides[along];
        }
        return elements;
    }

    /// <summary>
    /// For GatherND and ScatterND: each row of the last axis of the indices names a place along the tensor's first axes after
    /// <paramref name="shared"/> ones that both have in common; for each row the first element of what lies at that place.
    /// </summary>
    public static int[] Rows(IntegerConstant indices, Layout tensor, int shared)
    {
        var layout = indices.Layout;
        if (layout.Rank < 1 || shared < 0 || shared >= Math.Min(layout.Rank, tensor.Rank))
            throw FastAIException.BadInput($"{shared} common axes do not fit the indices {layout} and {tensor}");
        int depth = layout[layout.Rank - 1];
        if (depth < 1 || shared + depth > tensor.Rank)
            throw FastAIException.BadInput($"its indices {layout} name {depth} axes, which {tensor} does not have");
        for (int a = 0; a < shared; a++)
            if (layout[a] != tensor[a] || (a == tensor.BatchAxis) != (a == layout.BatchAxis))
                throw FastAIException.BadInput($"its indices {layout} do not fit {tensor} in its first {shared} axes");
        for (int a = shared; a < shared + depth; a++)
            tensor.RequireNoBatch(a, "selects");
        if (layout.BatchAxis >= shared)
            throw FastAIException.Unsupported("its indices have a batch dimension");
        var known = indices.Known();
        int[] strides = tensor.Strides();
        int rows = known.Length / depth,
            each = rows == 0 ? 1 : rows / Math.Max(1, layout.Product(0, shared));
        int common = shared == 0 ? 0 : strides[shared - 1];
        var elements = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            int at = row / Math.Max(1, each) * common;
            for (int k = 0; k < depth; k++)
                at += At(known[row * depth + k], tensor[shared + k], $"axis {shared + k} of {tensor}") * strides[shared + k];
            elements[row] = at;
        }
        return elements;
    }

    private static int At(long index, int extent, string where)
    {
        long at = index < 0 ? index + extent : index;
        return at >= 0 && at < extent ? (int)at : throw FastAIException.BadInput($"its index {index} is outside {where}");
    }
}
