using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Each row divided by the sum of its magnitudes (L1), by the root of the sum of its squares (L2) or by its greatest element (MAX), as ONNX
/// Runtime has it. The division is a product with a reciprocal from a table. A row of the sigmoids of s
/// and -s has the sum 1 and stays as it is.
/// </summary>
internal sealed class NormalizerOperator() : Operator("Normalizer", OperatorAttribute.Text("norm", "MAX"))
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "the norm must stay away from zero";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x.Layout.Rank is not (1 or 2))
            throw FastAIException.BadInput($"its input is {x.Layout} instead of a matrix");
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(axis => axis == x.Layout.Rank - 1)];
        Axes.RequireNoBatch(x.Layout, chosen, "normalizes");
        var kept = Axes.Reduced(x.Layout, chosen, keep: true);
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        var emit = call.Emit;
        var real = emit.Variable(x) with { Kind = ElementKind.Real };
        VariableTensor inverse;
        switch (call.Text("norm"))
        {
            case "L1" when ComplementaryScores.Are(call.Graph, real.Node):
                call.Return(real);
                return;
            case "L1":
                inverse = Reciprocal(emit.Sum(emit.Piecewise(PiecewiseKind.Absolute, real, "absolute"), kept, size, groups, part: "norm"));
                break;
            case "L2":
                var squares = emit.Sum(emit.Binary(BinaryOperation.Multiply, real, real, "square"), kept, size, groups, part: "norm");
                inverse = emit.Function(FunctionKind.ReciprocalSqrt, squares, part: "inverse");
                break;
            case "MAX":
                inverse = Reciprocal(emit.Reduce(ReduceOperation.Maximum, real, kept, size, groups, "norm"));
                break;
            case var other:
                throw FastAIException.BadInput($"the norm '{other}' does not exist");
        }
        call.Return(emit.Binary(BinaryOperation.Multiply, real, inverse));

        VariableTensor Reciprocal(VariableTensor norm) => emit.Function(FunctionKind.Reciprocal, norm, part: "inverse");
    }
}
