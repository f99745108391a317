using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ShapeOperator()
    : Operator("Shape", OperatorAttribute.Integer("start", 0).Since(15), OperatorAttribute.Integer("end", long.MaxValue).Since(15))
{
    public override void Import(OperatorCall call)
    {
        var shape = ShapeTensors.Of(call.Input(0).Layout);
        int rank = shape.Values.Length;
        int start = call.Opset < 15 ? 0 : Position(call.Integer("start"), rank),
            end = call.Opset < 15 ? rank : Position(call.Integer("end"), rank);
        int[] positions = start < end ? [.. Enumerable.Range(start, end - start)] : [];
        call.Return(shape.Take(new Layout([positions.Length]), positions));
    }

    private static int Position(long given, int rank) => (int)Math.Clamp(given < 0 ? given + rank : given, 0, rank);
}
