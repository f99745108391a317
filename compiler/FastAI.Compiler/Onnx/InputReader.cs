using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Onnx;

/// <summary>Reads what a model states of an input: its shape, the batch first, and its type.</summary>
internal static class InputReader
{
    /// <summary>The node of the input, with the format of integers of at most 16 bits.</summary>
    /// <exception cref="FastAIException">It is no tensor with a batch and fixed extents; the message names it.</exception>
    public static (GraphInput Node, Layout Layout, ElementKind Kind) Read(ValueInfoProto input)
    {
        string what = $"the input '{input.Name}'";
        if (input.Name.Length == 0)
            throw FastAIException.BadInput("an input has no name");
        if (input.Type?.TensorType is not { } type)
            throw FastAIException.Unsupported($"{what} is not a tensor");
        if (type.Shape is null)
            throw FastAIException.BadInput($"{what} has no shape; state it when exporting");
        var dims = type.Shape.Dim;
        if (dims.Count == 0)
            throw FastAIException.Unsupported($"{what} is a scalar; give it a batch dimension (a symbol such as N, or 1)");
        if (dims.Count > Layout.MaxRank)
            throw FastAIException.Unsupported($"{what} has {dims.Count} dimensions; at most {Layout.MaxRank} are supported");
        bool symbolic = dims[0].ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue || dims[0].DimValue <= 0;
        if (!symbolic && dims[0].DimValue != 1)
            throw FastAIException.Unsupported(
                $"{what} has the first dimension {dims[0].DimValue}, which must be the batch: export the model with a symbolic first dimension, or with 1"
            );
        var extents = new int[dims.Count];
        extents[0] = 1;
        for (int axis = 1; axis < extents.Length; axis++)
        {
            if (dims[axis].ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue || dims[axis].DimValue <= 0)
                throw FastAIException.BadInput(
                    $"dimension {axis} of {what} is not a number ('{dims[axis].DimParam}'); only the first, the batch, may be symbolic: export the model with fixed shapes"
                );
            if (dims[axis].DimValue > Shape.MaxElements)
                throw FastAIException.Unsupported(
                    $"{what} has an extent of {dims[axis].DimValue}; at most {Shape.MaxElements} elements are supported"
                );
            extents[axis] = (int)dims[axis].DimValue;
        }
        var layout = new Layout([.. extents], symbolic ? 0 : -1);
        ElementKind kind;
        try
        {
            kind = TensorReader.KindOf(type.ElemType);
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"{what}: {e.Message}", e);
        }
        var origin = new Origin(input.Name, "Input");
        FixedFormat? declared = TensorReader.StoredOf(type.ElemType) is { Bits: <= 16 } stored
            ? new FixedFormat(stored.Signed, stored.Bits, stored.Bits)
            : null;
        return (new(input.Name, layout.EventShape, origin, kind != ElementKind.Real) { Declared = declared }, layout, kind);
    }
}
