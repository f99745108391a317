using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ConstantOfShapeOperator() : Operator("ConstantOfShape", OperatorAttribute.Tensor("value"))
{
    public override void Import(OperatorCall call)
    {
        var layout = ShapeTensors.Layout(call.OptionalIntegers(0, "shape") ?? throw FastAIException.BadInput("its shape is missing"));
        var value = call.Tensor("value") is { } tensor ? TensorReader.Read(tensor, "") : Constants.Scalar(0);
        if (value.Layout.Count != 1)
            throw FastAIException.BadInput("its value is not one number");
        call.Return(value.Take(layout, new int[layout.Count]));
    }
}
