using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class RangeOperator() : Operator("Range")
{
    public override int FirstOpset => 11;

    public override void Import(OperatorCall call)
    {
        Constant start = Scalar(call, 0, "start"),
            limit = Scalar(call, 1, "limit"),
            delta = Scalar(call, 2, "delta");
        double from = start.Numbers()[0],
            to = limit.Numbers()[0],
            step = delta.Numbers()[0];
        if (step == 0)
            throw FastAIException.BadInput("its step is 0");
        double count = Math.Max(0, Math.Ceiling((to - from) / step));
        if (!(count <= Shape.MaxElements))
            throw FastAIException.Unsupported($"it makes {count} elements; at most {Shape.MaxElements} are supported");
        var layout = new Layout([(int)count]);
        if (start is IntegerConstant first && delta is IntegerConstant by)
            call.Return(
                new IntegerConstant(
                    layout,
                    ElementKind.Integer,
                    [.. Enumerable.Range(0, (int)count).Select(i => first.Values[0] + i * by.Values[0])]
                )
            );
        else
            call.Return(new RealConstant(layout, [.. Enumerable.Range(0, (int)count).Select(i => from + i * step)], null));
    }

    private static Constant Scalar(OperatorCall call, int input, string meaning)
    {
        var constant = call.Constant(input, meaning);
        return constant.Layout.Count == 1 ? constant : throw FastAIException.BadInput($"its {meaning} is not a scalar");
    }
}
