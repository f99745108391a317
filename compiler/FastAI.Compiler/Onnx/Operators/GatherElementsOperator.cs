using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>y[i0, i1, ...] = x[i0, ..., indices[i0, i1, ...], ...]: one index for each element, along one axis.</summary>
internal sealed class GatherElementsOperator() : Operator("GatherElements", OperatorAttribute.Integer("axis", 0))
{
    public override int FirstOpset => 11;

    public override string Remarks => "constant indices";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var indices = call.OptionalIntegers(1, "indices") ?? throw FastAIException.BadInput("its indices are missing");
        call.Return(call.Emit.Map(x, indices.Layout, ElementIndices.Of(indices, x.Layout, call.Integer("axis"))));
    }
}
