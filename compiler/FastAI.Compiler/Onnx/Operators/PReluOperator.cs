using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class PReluOperator() : Operator("PRelu")
{
    public override string Remarks => "constant slopes";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0).Layout;
        var slope = call.Constant(1, "slope");
        if (!Layout.Broadcast(x, slope.Layout).SameAs(x))
            throw FastAIException.BadInput($"its slopes {slope.Layout} do not fit {x}");
        if (x.Count == 0)
            throw FastAIException.BadInput($"its input {x} has no elements");
        int[] map = IndexMaps.Broadcast(slope.Layout, x);
        var values = slope.Numbers();
        call.Return(call.Emit.LeakyRelu(call.Input(0), PerElement<double>.Create(map.Length, i => values[map[i]])));
    }
}
