using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Choice between two tensors: an index map when the condition is constant, an imputation when it tests for missing values.
/// </summary>
internal sealed class WhereOperator() : Operator("Where")
{
    public override void Import(OperatorCall call)
    {
        Tensor condition = call.Input(0),
            x = call.Input(1),
            y = call.Input(2);
        if (condition is not Constant known)
        {
            call.Return(Imputed(call, condition, x, y) ?? call.Emit.Select(condition, x, y));
            return;
        }
        if (known is not IntegerConstant truth)
            throw FastAIException.BadInput("its condition is not Boolean");
        var layout = Layout.Broadcast(condition.Layout, Layout.Broadcast(x.Layout, y.Layout));
        int[] c = IndexMaps.Broadcast(condition.Layout, layout),
            map = IndexMaps.Broadcast(x.Layout, layout),
            other = IndexMaps.Broadcast(y.Layout, layout);
        for (int i = 0; i < map.Length; i++)
            if (truth.Values[c[i]] == 0)
                map[i] = x.Layout.Count + other[i];
        call.Return(call.Emit.Map([x, y], layout, map));
    }

    // Where(IsNaN(v), value, v) or Where(Not(IsNaN(v)), v, value); null for any other choice.
    private static VariableTensor? Imputed(OperatorCall call, Tensor condition, Tensor x, Tensor y)
    {
        if (condition is not VariableTensor { Node: var node })
            return null;
        bool negated = call.Graph[node] is GraphLinear { Origin.Operator: "Not" };
        if (negated)
            node = ((GraphLinear)call.Graph[node]).Input;
        if (call.Graph[node] is not GraphIsMissing test)
            return null;
        var (value, kept) = negated ? (y, x) : (x, y);
        if (kept is not VariableTensor variable || variable.Node != test.Input)
            return null;
        var layout = Layout.Broadcast(variable.Layout, value.Layout);
        if (!layout.SameAs(variable.Layout) || !condition.Layout.SameAs(variable.Layout))
            return null;
        if (value is not Constant constant)
            return call.Emit.Select(new VariableTensor(condition.Layout, condition.Kind, node), value, kept);
        int[] map = IndexMaps.Broadcast(value.Layout, layout);
        var numbers = constant.Numbers();
        return call.Emit.Impute(variable, [.. map.Select(i => numbers[i])]);
    }
}
