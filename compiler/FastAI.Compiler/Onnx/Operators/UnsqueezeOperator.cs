using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class UnsqueezeOperator() : Operator("Unsqueeze", OperatorAttribute.Integers("axes").Until(12))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var layout = x.Layout;
        long[] axes = call.IntegersFrom("axes", 1) ?? throw FastAIException.BadInput("its axes are missing");
        if (axes.Length + layout.Rank > Values.Layout.MaxRank)
            throw FastAIException.Unsupported($"a tensor of more than {Values.Layout.MaxRank} dimensions is not supported");
        int[] sorted = [.. axes.Select(axis => x.Layout.Axis(axis, axes.Length)).Order()];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i] == sorted[i - 1])
                throw FastAIException.BadInput($"axis {sorted[i]} is named twice");
            layout = layout.Inserted(sorted[i]);
        }
        call.Return(call.Emit.Reshape(x, layout));
    }
}
