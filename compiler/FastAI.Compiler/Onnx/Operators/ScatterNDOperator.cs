using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Writes slices to the places of a tensor that the rows of the indices name.</summary>
internal sealed class ScatterNDOperator() : Operator("ScatterND", OperatorAttribute.Text("reduction", "none").Since(16))
{
    public override int FirstOpset => 11;

    public override string Remarks => "constant indices";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var indices = call.OptionalIntegers(1, "indices") ?? throw FastAIException.BadInput("its indices are missing");
        int[] rows = ElementIndices.Rows(indices, x.Layout, 0);
        int size = x.Layout.Product(indices.Layout[^1], x.Layout.Rank);
        string reduction = call.Opset >= 16 ? call.Text("reduction") : "none";
        call.Return(Scatter.Into(call, x, call.Input(2), IndexMaps.Outer([rows, IndexMaps.Range(size)], [1, 1]), reduction));
    }
}
