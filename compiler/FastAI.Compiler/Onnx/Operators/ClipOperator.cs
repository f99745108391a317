using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ClipOperator()
    : Operator("Clip", OperatorAttribute.Real("min", float.MinValue).Until(10), OperatorAttribute.Real("max", float.MaxValue).Until(10))
{
    public override string Remarks => "constant bounds";

    public override void Import(OperatorCall call)
    {
        bool attributes = call.Opset < 11;
        double low = attributes ? call.RealOrInfinity("min") : Bound(call, 1, "min", double.NegativeInfinity);
        double high = attributes ? call.RealOrInfinity("max") : Bound(call, 2, "max", double.PositiveInfinity);
        // The greatest float stands for no bound: exporters write it where operator set 10 has no other way.
        if (low <= float.MinValue)
            low = double.NegativeInfinity;
        if (high >= float.MaxValue)
            high = double.PositiveInfinity;
        // ONNX: min(max, max(x, min)), so an upper bound below the lower one wins.
        call.Return(call.Emit.Clip(call.Input(0), Math.Min(low, high), high));
    }

    private static double Bound(OperatorCall call, int input, string name, double absent)
    {
        if (call.OptionalConstant(input, name) is not { } bound)
            return absent;
        return bound.Layout.Count == 1
            ? bound.NumbersOrInfinities()[0]
            : throw FastAIException.BadInput($"its bound '{name}' is not a scalar");
    }
}
