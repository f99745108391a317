using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>False for whatever an event holds: neither inputs nor what is made of them without poles are infinite.</summary>
internal sealed class IsInfOperator()
    : Operator("IsInf", OperatorAttribute.Integer("detect_negative", 1), OperatorAttribute.Integer("detect_positive", 1))
{
    public override int FirstOpset => 10;

    public override string Remarks => "false for what depends on the event; not behind functions with poles";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x is RealConstant known)
        {
            bool negative = call.Flag("detect_negative"),
                positive = call.Flag("detect_positive");
            call.Return(
                new IntegerConstant(
                    x.Layout,
                    ElementKind.Boolean,
                    [
                        .. known.Values.Select(v =>
                            v == double.PositiveInfinity && positive || v == double.NegativeInfinity && negative ? 1L : 0
                        ),
                    ]
                )
            );
            return;
        }
        if (x is not VariableTensor { Kind: ElementKind.Real } variable)
            throw FastAIException.BadInput("its input does not hold real numbers");
        Finiteness.Require(call, variable);
        call.Return(new IntegerConstant(x.Layout, ElementKind.Boolean, [.. new long[x.Layout.Count]]));
    }
}
