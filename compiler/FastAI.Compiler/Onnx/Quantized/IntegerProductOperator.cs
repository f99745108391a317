using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>MatMulInteger and ConvInteger: the product of integers without their zero points, an exact integer.</summary>
internal sealed class IntegerProductOperator(string name, Operator product) : Operator(name, [.. product.Attributes])
{
    public override int FirstOpset => 10;

    public override string Remarks =>
        product is ConvOperator ? "constant weights and zero points; sums do not wrap" : "constant zero points; sums do not wrap";

    public override void Import(OperatorCall call)
    {
        bool conv = product is ConvOperator;
        Operand a = new(0, -1, 2),
            b = new(1, -1, 3);
        var left = a.Centred(call, conv ? 1 : Math.Max(0, call.Input(0).Layout.Rank - 2), "a");
        var right = b.Centred(call, conv ? 0 : Math.Max(0, call.Input(1).Layout.Rank - 1), "b");
        call.Return(call.Apply(product, "", left, right) with { Kind = ElementKind.Integer });
    }
}
