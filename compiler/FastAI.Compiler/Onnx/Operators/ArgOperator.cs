using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>ArgMax and ArgMin.</summary>
internal sealed class ArgOperator(string name, ReduceOperation first, ReduceOperation last)
    : Operator(
        name,
        OperatorAttribute.Integer("axis", 0),
        OperatorAttribute.Integer("keepdims", 1),
        OperatorAttribute.Integer("select_last_index", 0).Since(12)
    )
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var chosen = Axes.Chosen(x.Layout, [call.Integer("axis")]);
        Axes.RequireNoBatch(x.Layout, chosen, "searches");
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        if (size == 0)
            throw FastAIException.BadInput("it searches no elements");
        bool takesLast = call.Opset >= 12 && call.Flag("select_last_index");
        call.Return(call.Emit.Reduce(takesLast ? last : first, x, Axes.Reduced(x.Layout, chosen, call.Flag("keepdims")), size, groups));
    }
}
