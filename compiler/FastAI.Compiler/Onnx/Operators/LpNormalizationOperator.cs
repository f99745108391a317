using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>x divided by the sum of magnitudes (p = 1) or the root of the sum of squares (p = 2) along an axis.</summary>
internal sealed class LpNormalizationOperator()
    : Operator("LpNormalization", OperatorAttribute.Integer("axis", -1), OperatorAttribute.Integer("p", 2))
{
    public override string Remarks => "the norm must stay away from zero";

    public override void Import(OperatorCall call)
    {
        var (x, emit) = (call.Input(0), call.Emit);
        var chosen = Axes.Chosen(x.Layout, [call.Integer("axis")]);
        Axes.RequireNoBatch(x.Layout, chosen, "normalizes");
        var kept = Axes.Reduced(x.Layout, chosen, keep: true);
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        var (terms, inverse) = call.Integer("p") switch
        {
            1 => (emit.Piecewise(PiecewiseKind.Absolute, x, "absolute"), FunctionKind.Reciprocal),
            2 => (emit.Binary(BinaryOperation.Multiply, x, x, "square"), FunctionKind.ReciprocalSqrt),
            var p => throw FastAIException.BadInput($"its attribute 'p' is {p} instead of 1 or 2"),
        };
        var norm = emit.Sum(terms, kept, size, groups, part: "norm");
        call.Return(emit.Binary(BinaryOperation.Multiply, x, emit.Function(inverse, norm, part: "inverse")));
    }
}
