using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Equal, Less, Greater and their reverses; the result is 0 or 1.</summary>
internal sealed class ComparisonOperator(string name) : Operator(name)
{
    public override int FirstOpset => Name is "LessOrEqual" or "GreaterOrEqual" ? 12 : 1;

    public override void Import(OperatorCall call)
    {
        Tensor left = call.Input(0),
            right = call.Input(1);
        // a > b is b < a; a <= b is not b < a; a >= b is not a < b.
        if (Name is "Greater" or "LessOrEqual")
            (left, right) = (right, left);
        bool negated = Name is "LessOrEqual" or "GreaterOrEqual";
        if (left is IntegerConstant a && right is IntegerConstant b)
        {
            var truth = IntegerMath.Binary(a, b, Name == "Equal" ? IntegerMath.Equal : IntegerMath.Less, ElementKind.Boolean);
            call.Return(negated ? IntegerMath.Unary(truth, IntegerMath.Not) : truth);
            return;
        }
        var result = call.Emit.Binary(Name == "Equal" ? BinaryOperation.Equal : BinaryOperation.Less, left, right, negated ? "less" : "");
        call.Return(negated ? call.Emit.Scale(result, -1, 1) : result);
    }
}
