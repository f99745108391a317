using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class SizeOperator() : Operator("Size")
{
    public override void Import(OperatorCall call)
    {
        var layout = call.Input(0).Layout;
        var scalar = new Layout([]);
        call.Return(
            layout.HasBatch
                ? new IntegerConstant(scalar, ElementKind.Integer, [0], [layout.Count])
                : new IntegerConstant(scalar, ElementKind.Integer, [layout.Count])
        );
    }
}
