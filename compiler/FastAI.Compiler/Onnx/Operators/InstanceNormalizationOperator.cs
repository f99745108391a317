using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Normalises each channel over its spatial axes.</summary>
internal sealed class InstanceNormalizationOperator() : Operator("InstanceNormalization", OperatorAttribute.Real("epsilon", 1e-5))
{
    public override string Remarks => "constant scale and bias";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        SlidingWindow.Spatial(x.Layout);
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(axis => axis >= 2)];
        var (normalized, _, _) = Normalization.Over(call.Emit, x, chosen, call.Real("epsilon"));
        var layout = new Layout([x.Layout[1], .. Enumerable.Repeat(1, x.Layout.Rank - 2)]);
        Constant Of(int input, string meaning)
        {
            var constant = call.Constant(input, meaning);
            return constant.Layout.Count == layout.Count
                ? constant.Reshaped(layout)
                : throw FastAIException.BadInput($"its {meaning} {constant.Layout} does not fit {x.Layout}");
        }
        call.Return(call.Emit.Affine(normalized, Of(1, "scale"), Of(2, "bias")));
    }
}
