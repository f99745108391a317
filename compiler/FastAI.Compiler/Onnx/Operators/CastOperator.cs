using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Between floating-point types nothing happens: numbers are real until they are quantised. To an integer, numbers are truncated towards
/// zero.
/// </summary>
internal sealed class CastOperator()
    : Operator(
        "Cast",
        OperatorAttribute.Integer("to"),
        OperatorAttribute.Integer("saturate", 1).Since(19),
        OperatorAttribute.Text("round_mode", "up").Since(24)
    )
{
    public override string Remarks => "float types are not rounded to each other; integers are truncated towards zero and do not wrap";

    public override void Import(OperatorCall call)
    {
        long to = call.Integer("to");
        call.Return(Cast(call.Emit, call.Input(0), TensorReader.KindOf(to)));
    }

    internal static Tensor Cast(Emitter emit, Tensor x, ElementKind to)
    {
        if (x.Kind == to)
            return x;
        if (x is Constant constant)
            return CastConstant(constant, to);
        switch (to)
        {
            case ElementKind.Real:
            case ElementKind.Integer when x.Kind == ElementKind.Boolean:
                return x with { Kind = to };
            case ElementKind.Integer:
                // Truncation: down for what is above zero, up for what is below.
                var down = emit.Piecewise(PiecewiseKind.Floor, emit.Clip(x, 0, double.PositiveInfinity, "positive"), "floor");
                var up = emit.Piecewise(PiecewiseKind.Ceiling, emit.Clip(x, double.NegativeInfinity, 0, "negative"), "ceiling");
                return emit.Binary(BinaryOperation.Add, down, up) with { Kind = ElementKind.Integer };
            default:
                var zero = emit.Binary(BinaryOperation.Equal, x, Constants.Scalar(0), "zero");
                return emit.Scale(zero, -1, 1) with { Kind = ElementKind.Boolean };
        }
    }

    private static Constant CastConstant(Constant constant, ElementKind to)
    {
        if (constant is IntegerConstant integers)
        {
            return to switch
            {
                ElementKind.Real => new RealConstant(constant.Layout, integers.Numbers(), null),
                ElementKind.Integer => integers with { Kind = to },
                _ => IntegerMath.Unary(integers, a => new(IntegerMath.Equal(a, default) == default ? 1 : 0, 0), ElementKind.Boolean),
            };
        }
        var values = new long[constant.Layout.Count];
        var numbers = constant.NumbersOrInfinities();
        for (int i = 0; i < values.Length; i++)
        {
            if (to == ElementKind.Boolean)
                values[i] = numbers[i] != 0 ? 1 : 0;
            else if (Math.Abs(numbers[i]) < 4.6e18)
                values[i] = (long)numbers[i];
            else
                throw FastAIException.BadInput($"element {i} of a constant is {numbers[i]}, which no integer holds");
        }
        return new IntegerConstant(constant.Layout, to, [.. values]);
    }
}
