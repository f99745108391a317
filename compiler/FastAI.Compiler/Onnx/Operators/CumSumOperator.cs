using System.Runtime.InteropServices;
using FastAI.Compiler.Graph;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sums of all elements up to each along an axis: a triangular matrix of ones.</summary>
internal sealed class CumSumOperator()
    : Operator("CumSum", OperatorAttribute.Integer("exclusive", 0), OperatorAttribute.Integer("reverse", 0))
{
    public override int FirstOpset => 11;

    public override string Remarks => "constant axis";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var axes = call.OptionalIntegers(1, "axis") ?? throw FastAIException.BadInput("its axis is missing");
        if (axes.Layout.Count != 1)
            throw FastAIException.BadInput("its axis is not one number");
        var chosen = Axes.Chosen(x.Layout, axes.Known().AsSpan());
        Axes.RequireNoBatch(x.Layout, chosen, "sums");
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        if (size == 0)
            throw FastAIException.BadInput("it sums no elements");
        call.Graph.Reserve((long)size * size + 2L * groups.Length);
        bool exclusive = call.Flag("exclusive"),
            reverse = call.Flag("reverse");
        var weights = new double[size * size];
        for (int k = 0; k < size; k++)
        for (int m = 0; m < size; m++)
        {
            int behind = reverse ? k - m : m - k;
            weights[k * size + m] = behind > 0 || (behind == 0 && !exclusive) ? 1 : 0;
        }
        var map = ImmutableCollectionsMarshal.AsImmutableArray(groups);
        var block = new LinearBlock(size, size, map, map, [.. weights], [.. new double[size]], null, null);
        call.Return(call.Emit.Linear(x, x.Layout, [block]));
    }
}
