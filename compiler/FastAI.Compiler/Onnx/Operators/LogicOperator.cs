using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>And, Or, Xor and Not of truth values, which are 0 or 1.</summary>
internal sealed class LogicOperator(string name) : Operator(name)
{
    public override void Import(OperatorCall call)
    {
        var left = call.Input(0);
        if (Name == "Not")
        {
            call.Return(left is IntegerConstant known ? IntegerMath.Unary(known, IntegerMath.Not) : call.Emit.Scale(left, -1, 1));
            return;
        }
        var right = call.Input(1);
        if (left is IntegerConstant a && right is IntegerConstant b)
        {
            call.Return(
                IntegerMath.Binary(
                    a,
                    b,
                    Name switch
                    {
                        "And" => IntegerMath.And,
                        "Or" => IntegerMath.Or,
                        _ => IntegerMath.Xor,
                    }
                )
            );
            return;
        }
        if (Decided(left, right) is { } decided)
        {
            call.Return(decided);
            return;
        }
        call.Return(
            Name switch
            {
                "And" => call.Emit.Binary(BinaryOperation.Minimum, left, right),
                "Or" => call.Emit.Binary(BinaryOperation.Maximum, left, right),
                _ => call.Emit.Scale(call.Emit.Binary(BinaryOperation.Equal, left, right, "equal"), -1, 1) with
                {
                    Kind = ElementKind.Boolean,
                },
            }
        );
    }

    // One constant operand may decide And and Or by itself.
    private IntegerConstant? Decided(Tensor left, Tensor right)
    {
        long deciding = Name == "And" ? 0 : 1;
        if (Name == "Xor" || !new[] { left, right }.OfType<IntegerConstant>().Any(known => known.Known().All(value => value == deciding)))
            return null;
        var layout = Layout.Broadcast(left.Layout, right.Layout);
        return new(layout, ElementKind.Boolean, [.. Enumerable.Repeat(deciding, layout.Count)]);
    }
}
