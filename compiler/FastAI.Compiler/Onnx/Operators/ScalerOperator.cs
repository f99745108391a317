using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>(x - offset) * scale, one for each feature or one for all.</summary>
internal sealed class ScalerOperator() : Operator("Scaler", OperatorAttribute.Reals("offset"), OperatorAttribute.Reals("scale"))
{
    public override string Domain => "ai.onnx.ml";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        double[] offset = call.Reals("offset") ?? [0],
            scale = call.Reals("scale") ?? [1];
        int features = x.Layout.Rank == 0 ? 1 : x.Layout[^1];
        if (offset.Length != 1 && offset.Length != features || scale.Length != 1 && scale.Length != features)
            throw FastAIException.BadInput($"its {offset.Length} offsets and {scale.Length} scales do not fit {x.Layout}");
        double[] shift =
        [
            .. Enumerable
                .Range(0, Math.Max(offset.Length, scale.Length))
                .Select(i => -offset[offset.Length == 1 ? 0 : i] * scale[scale.Length == 1 ? 0 : i]),
        ];
        call.Return(call.Emit.Affine(x, Constants.Vector([.. scale]), Constants.Vector([.. shift])) with { Kind = ElementKind.Real });
    }
}
