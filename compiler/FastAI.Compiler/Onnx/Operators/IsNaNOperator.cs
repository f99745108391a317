using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Whether a value is missing. Where(IsNaN(x), value, x) imputes; see <see cref="WhereOperator"/>.</summary>
internal sealed class IsNaNOperator() : Operator("IsNaN")
{
    public override string Remarks =>
        "true for missing values of inputs for which the precision file says 'missing'; not behind functions with poles";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x is RealConstant known)
        {
            call.Return(new IntegerConstant(x.Layout, ElementKind.Boolean, [.. known.Values.Select(v => double.IsNaN(v) ? 1L : 0)]));
            return;
        }
        if (x is not VariableTensor { Kind: ElementKind.Real } variable)
            throw FastAIException.BadInput("its input does not hold real numbers");
        Finiteness.Require(call, variable);
        call.Return(call.Emit.IsMissing(variable));
    }
}
