using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Shapes as ONNX passes them around: vectors of integers, with the batch size as an unknown.</summary>
internal static class ShapeTensors
{
    /// <summary>The extents of a layout, N where the batch is.</summary>
    public static IntegerConstant Of(Layout layout)
    {
        long[] values = [.. layout.Extents.Select(extent => (long)extent)];
        if (!layout.HasBatch)
            return IntegerConstant.Vector(values);
        long[] terms = new long[values.Length];
        (terms[layout.BatchAxis], values[layout.BatchAxis]) = (values[layout.BatchAxis], 0);
        return IntegerConstant.Vector(values) with { BatchTerms = [.. terms] };
    }

    /// <summary>The layout that a shape tensor describes, for tensors whose elements do not depend on the event.</summary>
    public static Layout Layout(IntegerConstant shape)
    {
        if (shape.Layout.Rank != 1)
            throw FastAIException.BadInput("its shape is not a vector");
        var extents = new int[shape.Values.Length];
        int batchAxis = -1;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            long term = shape.BatchTerm(axis),
                value = term != 0 ? term : shape.Values[axis];
            if (term != 0 && (shape.Values[axis] != 0 || batchAxis >= 0))
                throw FastAIException.Unsupported("its shape is not a multiple of the batch size");
            if (term != 0)
                batchAxis = axis;
            if (value < 0)
                throw FastAIException.BadInput($"its dimension {axis} is {value}");
            if (value > Shape.MaxElements)
                throw FastAIException.Unsupported($"its dimension {axis} is {value}; at most {Shape.MaxElements} elements are supported");
            extents[axis] = (int)value;
        }
        return new Layout([.. extents], batchAxis);
    }
}
