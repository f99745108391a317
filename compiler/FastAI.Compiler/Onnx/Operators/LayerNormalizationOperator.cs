namespace FastAI.Compiler.Onnx.Operators;

internal sealed class LayerNormalizationOperator()
    : Operator(
        "LayerNormalization",
        OperatorAttribute.Integer("axis", -1),
        OperatorAttribute.Real("epsilon", 1e-5),
        OperatorAttribute.Integer("stash_type", 1)
    )
{
    public override int FirstOpset => 17;

    public override string Remarks => "constant scale and bias";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int axis = x.Layout.Axis(call.Integer("axis"));
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(a => a >= axis)];
        var (normalized, mean, inverse) = Normalization.Over(call.Emit, x, chosen, call.Real("epsilon"));
        call.Return(call.Emit.Affine(normalized, call.Constant(1, "scale"), call.OptionalConstant(2, "bias")));
        if (call.Wants(1))
            call.Return(mean, 1);
        if (call.Wants(2))
            call.Return(inverse, 2);
    }
}
