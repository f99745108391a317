using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ConstantOperator()
    : Operator(
        "Constant",
        OperatorAttribute.Tensor("value"),
        OperatorAttribute.Real("value_float").Since(12),
        OperatorAttribute.Reals("value_floats").Since(12),
        OperatorAttribute.Integer("value_int").Since(12),
        OperatorAttribute.Integers("value_ints").Since(12)
    )
{
    public override void Import(OperatorCall call)
    {
        string[] given = [.. Attributes.Select(attribute => attribute.Name).Where(call.Has)];
        if (given.Length != 1)
            throw FastAIException.BadInput($"it has {given.Length} values instead of one");
        call.Return(
            given[0] switch
            {
                "value" => TensorReader.Read(call.Tensor("value")!, call.OutputName(0)),
                "value_float" => Constants.Scalar(call.RealOrInfinity("value_float")),
                "value_floats" => Constants.Vector([.. call.Reals("value_floats")!]),
                "value_int" => new IntegerConstant(new Layout([]), ElementKind.Integer, [call.Integer("value_int")]),
                _ => IntegerConstant.Vector(call.Integers("value_ints")!),
            }
        );
    }
}
