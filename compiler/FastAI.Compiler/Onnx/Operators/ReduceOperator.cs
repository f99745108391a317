using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sums, means, extremes and norms over axes.</summary>
/// <param name="name">The operator.</param>
/// <param name="axesAreInput">The operator set from which the axes are an input.</param>
internal sealed class ReduceOperator(string name, int axesAreInput = 18)
    : Operator(
        name,
        OperatorAttribute.Integers("axes").Until(axesAreInput - 1),
        OperatorAttribute.Integer("keepdims", 1),
        OperatorAttribute.Integer("noop_with_empty_axes", 0).Since(axesAreInput)
    )
{
    public override string Remarks => "not over the batch";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        long[]? axes = call.IntegersFrom("axes", 1);
        if (axes is null or [])
        {
            if (call.Opset >= axesAreInput && call.Flag("noop_with_empty_axes"))
            {
                if (Name is not ("ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd"))
                    throw FastAIException.Unsupported("its meaning without axes differs between runtimes; name the axes");
                call.Return(x);
                return;
            }
            axes = [.. Enumerable.Range(0, x.Layout.Rank).Select(axis => (long)axis)];
        }
        var chosen = Axes.Chosen(x.Layout, axes);
        Axes.RequireNoBatch(x.Layout, chosen, "reduces");
        var layout = Axes.Reduced(x.Layout, chosen, call.Flag("keepdims"));
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        if (x is IntegerConstant integers && OfIntegers() is { } operation)
            call.Return(IntegerMath.Reduce(integers, layout, size, groups, operation, Name == "ReduceProd" ? new(1, 0) : default));
        else
            call.Return(OfNumbers(call, x, chosen, layout, size, groups));
    }

    private Func<IntegerMath.Number, IntegerMath.Number, IntegerMath.Number>? OfIntegers() =>
        Name switch
        {
            "ReduceSum" => IntegerMath.Add,
            "ReduceProd" => IntegerMath.Multiply,
            "ReduceMax" => IntegerMath.Maximum,
            "ReduceMin" => IntegerMath.Minimum,
            _ => null,
        };

    private Tensor OfNumbers(OperatorCall call, Tensor x, bool[] chosen, Layout layout, int size, int[] groups)
    {
        if (size == 0)
            throw FastAIException.BadInput("it reduces no elements");
        var emit = call.Emit;
        switch (Name)
        {
            case "ReduceSum":
                return emit.Sum(x, layout, size, groups);
            case "ReduceMean":
                if (x.Kind != ElementKind.Real)
                    throw FastAIException.Unsupported("it averages integers, which rounds; cast to float first");
                return emit.Sum(x, layout, size, groups, 1.0 / size);
            case "ReduceMax":
                return emit.Reduce(ReduceOperation.Maximum, x, layout, size, groups);
            case "ReduceMin":
                return emit.Reduce(ReduceOperation.Minimum, x, layout, size, groups);
            case "ReduceL1":
                return emit.Sum(emit.Piecewise(PiecewiseKind.Absolute, x, "absolute"), layout, size, groups);
            case "ReduceSumSquare":
                return emit.Sum(emit.Binary(BinaryOperation.Multiply, x, x, "square"), layout, size, groups);
            case "ReduceL2":
                return emit.Function(
                    FunctionKind.Sqrt,
                    emit.Sum(emit.Binary(BinaryOperation.Multiply, x, x, "square"), layout, size, groups, part: "sum")
                );
            case "ReduceLogSum":
                return emit.Function(FunctionKind.Log, emit.Sum(x, layout, size, groups, part: "sum"));
            case "ReduceLogSumExp":
                // the greatest element comes off before the exponential and goes on again: no sum exceeds the number of elements
                var greatest = emit.Reduce(ReduceOperation.Maximum, x, Axes.Reduced(x.Layout, chosen, keep: true), size, groups, "max");
                var below = emit.Clip(
                    emit.Binary(BinaryOperation.Subtract, x, greatest, "shifted"),
                    double.NegativeInfinity,
                    0,
                    "shifted/limited"
                );
                var exponentials = emit.Function(FunctionKind.Exp, below, part: "exp");
                var sum = emit.Clip(emit.Sum(exponentials, layout, size, groups, part: "sum"), 1, size, "sum/limited");
                return emit.Binary(
                    BinaryOperation.Add,
                    emit.Function(FunctionKind.Log, sum, part: "log"),
                    emit.Reshape(greatest, layout, "max/reduced")
                );
            default:
                return Product(emit, x, layout, size, groups);
        }
    }

    // Neighbours are multiplied, level by level.
    private static Tensor Product(Emitter emit, Tensor x, Layout layout, int size, int[] groups)
    {
        Layout Rows(int length) => new([.. layout.Extents, length], layout.BatchAxis, layout.Outer);
        var factors = emit.Map(x, Rows(size), groups, "factors");
        for (int length = size, level = 0; length > 1; length = (length + 1) / 2, level++)
        {
            int pairs = length / 2,
                count = layout.Count,
                odd = length % 2;
            Tensor Side(int side) =>
                emit.Map(
                    factors,
                    Rows(pairs),
                    [.. Enumerable.Range(0, count * pairs).Select(i => i / pairs * length + 2 * (i % pairs) + side)],
                    $"level{level}/factor{side}"
                );
            var products = emit.Binary(BinaryOperation.Multiply, Side(0), Side(1), $"level{level}");
            factors =
                odd == 0
                    ? products
                    : emit.Map(
                        [products, factors],
                        Rows(pairs + 1),
                        [
                            .. Enumerable
                                .Range(0, count * (pairs + 1))
                                .Select(i =>
                                    i % (pairs + 1) is var at && at < pairs
                                        ? i / (pairs + 1) * pairs + at
                                        : count * pairs + (i / (pairs + 1) + 1) * length - 1
                                ),
                        ],
                        $"level{level}/all"
                    );
        }
        return emit.Reshape(factors, layout);
    }
}
