using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Softmax and LogSoftmax: e = exp(x - max x); e / sum e, or (x - max x) - log(sum e). No difference exceeds 0 and no sum falls below the 1
/// that the greatest element gives. Intervals of x cannot tell, so both limits are written down: without them neither the errors nor the
/// tables would have a bound. Before operator set 13 the axes from the given one on are taken together.
/// </summary>
internal sealed class SoftmaxOperator(string name)
    : Operator(name, OperatorAttribute.Integer("axis", 1).Until(12), OperatorAttribute.Integer("axis", -1).Since(13))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        long given = call.Integer("axis");
        // Before operator set 13 the axis may be the rank: then each element is a group of its own.
        int axis = call.Opset < 13 && given == x.Layout.Rank ? x.Layout.Rank : x.Layout.Axis(given);
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(a => call.Opset < 13 ? a >= axis : a == axis)];
        Axes.RequireNoBatch(x.Layout, chosen, "normalizes");
        var kept = Axes.Reduced(x.Layout, chosen, keep: true);
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        var (emit, logarithm) = (call.Emit, Name != "Softmax");
        call.Return(Normalized(emit, x, kept, size, groups, logarithm, zeroStays: false));
    }

    /// <summary>Softmax of each row of a matrix.</summary>
    /// <param name="emit">Gets the nodes.</param>
    /// <param name="x">The matrix.</param>
    /// <param name="zeroStays">Whether elements that are zero stay zero and do not count.</param>
    public static VariableTensor Rows(Emitter emit, Tensor x, bool zeroStays)
    {
        bool[] chosen = [false, true];
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        return Normalized(emit, x, Axes.Reduced(x.Layout, chosen, keep: true), size, groups, logarithm: false, zeroStays);
    }

    private static VariableTensor Normalized(Emitter emit, Tensor x, Layout kept, int size, int[] groups, bool logarithm, bool zeroStays)
    {
        var greatest = emit.Reduce(ReduceOperation.Maximum, x, kept, size, groups, "max");
        var shifted = emit.Clip(
            emit.Binary(BinaryOperation.Subtract, x, greatest, "shifted"),
            double.NegativeInfinity,
            0,
            "shifted/limited"
        );
        var exponentials = emit.Function(FunctionKind.Exp, shifted, part: "exp");
        if (zeroStays)
        {
            var other = emit.Scale(emit.Binary(BinaryOperation.Equal, x, Constants.Scalar(0), "zero"), -1, 1, "other");
            exponentials = emit.Binary(BinaryOperation.Multiply, exponentials, other, "counted");
        }
        var sum = emit.Sum(exponentials, kept, size, groups, part: "sum");
        if (!zeroStays)
            sum = emit.Clip(sum, 1, size, "sum/limited");
        return logarithm
            ? emit.Binary(BinaryOperation.Subtract, shifted, emit.Function(FunctionKind.Log, sum, part: "log"))
            : emit.Binary(BinaryOperation.Multiply, exponentials, emit.Function(FunctionKind.Reciprocal, sum, part: "reciprocal"));
    }
}
