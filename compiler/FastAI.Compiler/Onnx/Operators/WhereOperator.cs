using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Choice between two tensors: an index map when the condition is constant.</summary>
internal sealed class WhereOperator() : Operator("Where")
{
    public override void Import(OperatorCall call)
    {
        Tensor condition = call.Input(0),
            x = call.Input(1),
            y = call.Input(2);
        if (condition is not Constant known)
        {
            call.Return(call.Emit.Select(condition, x, y));
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
}
