using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Writes updates to elements of a tensor, one index along one axis for each; Scatter is its older name.</summary>
internal sealed class ScatterElementsOperator(string name)
    : Operator(
        name,
        OperatorAttribute.Integer("axis", 0),
        OperatorAttribute.Text("reduction", "none").Since(name == "Scatter" ? int.MaxValue : 16)
    )
{
    public override int FirstOpset => Name == "Scatter" ? 9 : 11;

    public override int LastOpset => Name == "Scatter" ? 10 : int.MaxValue;

    public override string Remarks => "constant indices";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var indices = call.OptionalIntegers(1, "indices") ?? throw FastAIException.BadInput("its indices are missing");
        var updates = call.Input(2);
        if (!updates.Layout.Extents.AsSpan().SequenceEqual(indices.Layout.Extents.AsSpan()))
            throw FastAIException.BadInput($"its updates {updates.Layout} and indices {indices.Layout} differ in shape");
        string reduction = call.Opset >= 16 ? call.Text("reduction") : "none";
        call.Return(Scatter.Into(call, x, updates, ElementIndices.Of(indices, x.Layout, call.Integer("axis")), reduction));
    }
}
