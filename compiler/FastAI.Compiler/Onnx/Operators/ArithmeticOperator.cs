using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Add, Sub, Mul and Div of two tensors: a linear map when one of them is constant.</summary>
internal sealed class ArithmeticOperator(string name) : Operator(name)
{
    public override string Remarks => Name == "Div" ? "a variable divisor becomes a reciprocal and a product" : "";

    public override void Import(OperatorCall call)
    {
        Tensor left = call.Input(0),
            right = call.Input(1);
        if (left is IntegerConstant a && right is IntegerConstant b)
            call.Return(IntegerMath.Binary(a, b, OfIntegers()));
        else if (right is Constant constant)
            call.Return(ByConstant(call.Emit, left, constant));
        else if (left is Constant first)
            call.Return(OfConstant(call.Emit, first, right));
        else
            call.Return(OfVariables(call.Emit, left, right));
    }

    private Func<IntegerMath.Number, IntegerMath.Number, IntegerMath.Number> OfIntegers() =>
        Name switch
        {
            "Add" => IntegerMath.Add,
            "Sub" => IntegerMath.Subtract,
            "Mul" => IntegerMath.Multiply,
            _ => IntegerMath.Divide,
        };

    private Tensor ByConstant(Emitter emit, Tensor x, Constant constant) =>
        Name switch
        {
            "Add" => emit.Affine(x, null, constant),
            "Sub" => emit.Affine(x, null, Mapped(constant, value => -value)),
            "Mul" => emit.Affine(x, constant, null),
            _ => emit.Affine(RealDividend(x), Inverse(constant), null),
        };

    private Tensor OfConstant(Emitter emit, Constant constant, Tensor x) =>
        Name switch
        {
            "Sub" => emit.Affine(x, Constants.Scalar(-1), constant),
            "Div" => emit.Affine(
                emit.Function(FunctionKind.Reciprocal, RealDividend(x), part: IsOne(constant) ? "" : "reciprocal"),
                constant,
                null
            ),
            _ => ByConstant(emit, x, constant),
        };

    private VariableTensor OfVariables(Emitter emit, Tensor left, Tensor right) =>
        Name switch
        {
            "Add" => emit.Binary(BinaryOperation.Add, left, right),
            "Sub" => emit.Binary(BinaryOperation.Subtract, left, right),
            "Mul" => emit.Binary(BinaryOperation.Multiply, left, right),
            _ => emit.Binary(
                BinaryOperation.Multiply,
                RealDividend(left),
                emit.Function(FunctionKind.Reciprocal, right, part: "reciprocal")
            ),
        };

    private static Tensor RealDividend(Tensor x) =>
        x.Kind == ElementKind.Real
            ? x
            : throw FastAIException.Unsupported("it divides integers, which rounds; cast to float, divide, and apply Floor");

    private static bool IsOne(Constant constant) => constant is RealConstant { Values: [1.0] };

    private static Constant Inverse(Constant constant)
    {
        if (constant.Numbers().IndexOf(0) is >= 0 and var zero)
            throw FastAIException.BadInput($"element {zero} of its constant divisor is 0");
        return Mapped(constant, value => 1 / value);
    }

    private static RealConstant Mapped(Constant constant, Func<double, double> function) =>
        new(constant.Layout, [.. constant.Numbers().Select(function)], (constant as RealConstant)?.Source);
}
