using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Normalises groups of channels, each over its channels and spatial axes; scale and bias are one a group up to operator set
/// 20, then one a channel.</summary>
internal sealed class GroupNormalizationOperator()
    : Operator(
        "GroupNormalization",
        OperatorAttribute.Real("epsilon", 1e-5),
        OperatorAttribute.Integer("num_groups"),
        OperatorAttribute.Integer("stash_type", 1).Since(21)
    )
{
    public override int FirstOpset => 18;

    public override string Remarks => "constant scale and bias";

    public override void Import(OperatorCall call)
    {
        var (x, emit) = (call.Input(0), call.Emit);
        SlidingWindow.Spatial(x.Layout);
        long count = call.Integer("num_groups");
        int channels = x.Layout[1];
        if (count < 1 || channels % count != 0)
            throw FastAIException.BadInput($"{channels} channels do not make {count} groups");
        int groups = (int)count,
            each = channels / groups;
        var split = x.Layout.Reshaped([x.Layout[0], groups, each, .. x.Layout.Extents[2..]], x.Layout.BatchAxis);
        bool[] chosen = [.. Enumerable.Range(0, split.Rank).Select(axis => axis >= 2)];
        var grouped = emit.Reshape(x, split, "grouped");
        var (normalized, _, _) = Normalization.Over(emit, grouped, chosen, call.Real("epsilon"));
        bool perGroup = call.Opset < 21;
        int[] beside = [.. Enumerable.Repeat(1, x.Layout.Rank - 2)];
        Layout parameters = new([groups, perGroup ? 1 : each, .. beside]);
        var result = emit.Affine(normalized, Of(1, "scale"), Of(2, "bias"), "scaled");
        call.Return(emit.Reshape(result, x.Layout));

        Constant Of(int input, string meaning)
        {
            var constant = call.Constant(input, meaning);
            return constant.Layout.Count == parameters.Count
                ? constant.Reshaped(parameters)
                : throw FastAIException.BadInput($"its {meaning} {constant.Layout} is not one number for each of {parameters.Count}");
        }
    }
}
