using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ExpandOperator() : Operator("Expand")
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var shape = call.OptionalIntegers(1, "shape") ?? throw FastAIException.BadInput("its shape is missing");
        var layout = Layout.Broadcast(x.Layout, ShapeTensors.Layout(shape));
        call.Return(layout.SameAs(x.Layout) ? x : call.Emit.Map(x, layout, IndexMaps.Broadcast(x.Layout, layout)));
    }
}
