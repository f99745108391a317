using System.Collections.Immutable;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>One scale and shift a channel: (x - mean) scale / sqrt(variance + epsilon) + bias.</summary>
internal sealed class BatchNormalizationOperator()
    : Operator(
        "BatchNormalization",
        OperatorAttribute.Real("epsilon", 1e-5),
        OperatorAttribute.Real("momentum", 0.9),
        OperatorAttribute.Integer("training_mode", 0).Since(14)
    )
{
    public override string Remarks => "constant statistics; folded into a neighbouring linear layer";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (call.Opset >= 14 && call.Flag("training_mode"))
            throw FastAIException.Unsupported("it is in training mode; export the model for inference");
        for (int i = 1; i < call.OutputCount; i++)
            if (call.Wants(i))
                throw FastAIException.Unsupported(
                    $"its training output '{call.OutputName(i)}' is asked for; export the model for inference"
                );
        if (x.Layout.Rank < 2)
            throw FastAIException.BadInput($"its input {x.Layout} has no channels");
        x.Layout.RequireNoBatch(1, "normalizes");
        int channels = x.Layout[1];
        ImmutableArray<double> Of(int input, string meaning)
        {
            var constant = call.Constant(input, meaning);
            return constant.Layout.Count == channels
                ? constant.Numbers()
                : throw FastAIException.BadInput($"its {meaning} {constant.Layout} does not fit {channels} channels");
        }
        var (scale, bias, mean, variance) = (Of(1, "scale"), Of(2, "bias"), Of(3, "mean"), Of(4, "variance"));
        double epsilon = call.Real("epsilon");
        var factors = new double[channels];
        var shifts = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            if (!(variance[c] + epsilon > 0))
                throw FastAIException.BadInput($"element {c} of its variance is {variance[c]}, so there is no standard deviation");
            factors[c] = scale[c] / Math.Sqrt(variance[c] + epsilon);
            shifts[c] = bias[c] - mean[c] * factors[c];
        }
        var layout = new Layout([channels, .. Enumerable.Repeat(1, x.Layout.Rank - 2)]);
        call.Return(
            call.Emit.Affine(
                x,
                new RealConstant(layout, [.. factors], (call.Input(1) as RealConstant)?.Source),
                new RealConstant(layout, [.. shifts], (call.Input(2) as RealConstant)?.Source)
            )
        );
    }
}
