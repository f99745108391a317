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
    public override string Remarks => Name == "ReduceProd" ? "of integer constants" : "not over the batch";

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
            call.Return(OfNumbers(call, x, layout, size, groups));
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

    private Tensor OfNumbers(OperatorCall call, Tensor x, Layout layout, int size, int[] groups)
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
            default:
                throw FastAIException.Unsupported("a product of many variables is not supported; use a sum of logarithms");
        }
    }
}
