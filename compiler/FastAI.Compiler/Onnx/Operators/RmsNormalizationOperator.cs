namespace FastAI.Compiler.Onnx.Operators;

internal sealed class RmsNormalizationOperator()
    : Operator(
        "RMSNormalization",
        OperatorAttribute.Integer("axis", -1),
        OperatorAttribute.Real("epsilon", 1e-5),
        OperatorAttribute.Integer("stash_type", 1)
    )
{
    public override int FirstOpset => 23;

    public override string Remarks => "constant scale";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int axis = x.Layout.Axis(call.Integer("axis"));
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(a => a >= axis)];
        var (normalized, _, _) = Normalization.Over(call.Emit, x, chosen, call.Real("epsilon"), centred: false);
        call.Return(call.Emit.Affine(normalized, call.Constant(1, "scale"), null));
    }
}
