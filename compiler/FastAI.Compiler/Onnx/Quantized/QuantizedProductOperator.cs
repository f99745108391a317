using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// QLinearMatMul, QLinearConv, QGemm and QLinearMul: DequantizeLinear of the operands, the product, QuantizeLinear. It is written with the
/// steps taken out of the sums, as the accumulator of ONNX Runtime is an integer: what is summed stays small integers, and one factor a
/// channel is left.
/// </summary>
/// <param name="domain">The domain of the operator.</param>
/// <param name="name">Its name.</param>
/// <param name="product">What it does with real numbers.</param>
/// <param name="attributes">All attributes.</param>
internal sealed class QuantizedProductOperator(string domain, string name, Operator product, params OperatorAttribute[] attributes)
    : Operator(name, attributes)
{
    private static readonly Operand A = new(0, 1, 2),
        B = new(3, 4, 5);

    public override string Domain => domain;

    public override int FirstOpset => domain.Length == 0 ? 10 : 1;

    public override string Remarks =>
        product is ConvOperator
            ? "constant weights, scales and zero points; integers as with ONNX Runtime"
            : "constant scales and zero points; integers as with ONNX Runtime";

    public override void Import(OperatorCall call)
    {
        ChannelsLast.Refuse(call);
        if (call.Has("alpha") && call.Real("alpha") != 1)
            throw FastAIException.Unsupported(
                $"its alpha is {call.Real("alpha")}, which ONNX Runtime documents and leaves out; multiply the scale of B by it and set alpha to 1"
            );
        bool gemm = product is GemmOperator,
            conv = product is ConvOperator;
        var result = gemm ? new Operand(-1, 7, 8) : new Operand(-1, 6, 7);
        int bias = gemm ? 6 : 8;
        int rank = call.Input(A.Value).Layout.Rank,
            weightRank = call.Input(B.Value).Layout.Rank;
        int rows =
            conv ? 1
            : gemm ? 0
            : Math.Max(0, rank - 2);
        int columns = conv || gemm && call.Flag("transB") ? 0 : Math.Max(0, weightRank - 1);
        var a = A.Centred(call, rows, "a");
        var b = B.Centred(call, columns, "b");
        Constant aSteps = A.Steps(call),
            bSteps = B.Steps(call);
        bool alike = product is ArithmeticOperator;
        if ((conv || gemm || alike) && aSteps.Layout.Count != 1 || alike && bSteps.Layout.Count != 1)
            throw FastAIException.BadInput($"its operands have {aSteps.Layout.Count} and {bSteps.Layout.Count} scales instead of one");
        var sum = call.Apply(product, "accumulated", conv || gemm ? [a, b, call.Optional(bias)] : [a, b]);
        int channel = conv ? 1 : Math.Max(0, sum.Layout.Rank - 1),
            row = Math.Max(0, sum.Layout.Rank - 2);
        bool quantised = !gemm || call.Optional(result.Scale) is not null;
        var factors = Requantization.Factors(sum.Layout, aSteps, row, bSteps, channel, quantised ? Requantization.Step(call, result) : 1);
        var scaled = call.Emit.Affine(sum, factors, null, quantised ? "scaled" : "") with { Kind = ElementKind.Real };
        if (quantised)
            call.Return(Requantization.Rounded(call, call.Emit, scaled, result));
        else
            call.Return(scaled);
    }
}
