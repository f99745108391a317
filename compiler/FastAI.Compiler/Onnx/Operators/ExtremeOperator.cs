using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Max and Min of any number of tensors; against a constant scalar it is a clip.</summary>
internal sealed class ExtremeOperator(string name, BinaryOperation operation) : Operator(name)
{
    public override void Import(OperatorCall call)
    {
        if (call.AllIntegers)
        {
            var combine =
                operation == BinaryOperation.Maximum
                    ? (Func<IntegerMath.Number, IntegerMath.Number, IntegerMath.Number>)IntegerMath.Maximum
                    : IntegerMath.Minimum;
            var all = (IntegerConstant)call.Input(0);
            for (int i = 1; i < call.InputCount; i++)
                all = IntegerMath.Binary(all, (IntegerConstant)call.Input(i), combine);
            call.Return(all);
            return;
        }
        var result = call.Input(0);
        for (int i = 1; i < call.InputCount; i++)
            result = Combine(call, result, call.Input(i), i == call.InputCount - 1 ? "" : $"part{i}");
        call.Return(result);
    }

    private VariableTensor Combine(OperatorCall call, Tensor left, Tensor right, string part)
    {
        if (left is Constant)
            (left, right) = (right, left);
        if (right is not Constant { Layout.Count: 1 } bound || bound.Layout.Rank > left.Layout.Rank)
            return call.Emit.Binary(operation, left, right, part);
        double value = bound.NumbersOrInfinities()[0];
        return operation == BinaryOperation.Maximum
            ? call.Emit.Clip(left, value, double.PositiveInfinity, part)
            : call.Emit.Clip(left, double.NegativeInfinity, value, part);
    }
}
