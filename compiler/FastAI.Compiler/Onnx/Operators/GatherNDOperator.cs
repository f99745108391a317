using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Slices of a tensor at the places that the rows of its indices name.</summary>
internal sealed class GatherNDOperator() : Operator("GatherND", OperatorAttribute.Integer("batch_dims", 0).Since(12))
{
    public override int FirstOpset => 11;

    public override string Remarks => "constant indices";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var indices = call.OptionalIntegers(1, "indices") ?? throw FastAIException.BadInput("its indices are missing");
        int shared = call.Opset >= 12 ? (int)Math.Clamp(call.Integer("batch_dims"), -1, int.MaxValue) : 0;
        int[] rows = ElementIndices.Rows(indices, x.Layout, shared);
        int first = shared + indices.Layout[^1],
            size = x.Layout.Product(first, x.Layout.Rank);
        int batchAxis = x.Layout.BatchAxis >= first ? x.Layout.BatchAxis - first + indices.Layout.Rank - 1 : x.Layout.BatchAxis;
        var layout = new Layout([.. indices.Layout.Extents[..^1], .. x.Layout.Extents[first..]], batchAxis, x.Layout.Outer);
        call.Return(call.Emit.Map(x, layout, IndexMaps.Outer([rows, IndexMaps.Range(size)], [1, 1])));
    }
}
