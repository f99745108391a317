using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>GlobalMaxPool and GlobalAveragePool: over all spatial axes.</summary>
internal sealed class GlobalPoolOperator(string name, bool average) : Operator(name)
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        SlidingWindow.Spatial(x.Layout);
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(axis => axis >= 2)];
        var layout = Axes.Reduced(x.Layout, chosen, keep: true);
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        call.Return(
            average
                ? call.Emit.Sum(x, layout, size, groups, 1.0 / size)
                : call.Emit.Reduce(ReduceOperation.Maximum, x, layout, size, groups)
        );
    }
}
