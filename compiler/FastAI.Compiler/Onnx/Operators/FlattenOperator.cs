namespace FastAI.Compiler.Onnx.Operators;

internal sealed class FlattenOperator() : Operator("Flatten", OperatorAttribute.Integer("axis", 1))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        long given = call.Integer("axis");
        int axis = given == x.Layout.Rank ? x.Layout.Rank : x.Layout.Axis(given);
        call.Return(
            call.Emit.Reshape(
                x,
                x.Layout.Reshaped([x.Layout.Product(0, axis), x.Layout.Product(axis, x.Layout.Rank)], x.Layout.BatchAxis < axis ? 0 : 1)
            )
        );
    }
}
