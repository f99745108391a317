using System.Collections.Immutable;
using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// The scores of the machine learning domain's linear models: rows of coefficients times the features of an event, plus intercepts.
/// </summary>
internal static class LinearScores
{
    /// <param name="call">The node; its first input holds the features.</param>
    /// <param name="emit">Gets the node.</param>
    /// <param name="rows">For each score one coefficient for each feature, row by row.</param>
    /// <param name="intercepts">One for each score.</param>
    /// <param name="part">Name of the part.</param>
    public static VariableTensor Of(OperatorCall call, Emitter emit, double[] rows, double[] intercepts, string part)
    {
        var x = call.Input(0);
        int scores = intercepts.Length,
            features = FeaturesOf(call);
        if (scores == 0 || rows.Length != (long)scores * features)
            throw FastAIException.BadInput($"its {rows.Length} coefficients are not {features} for each of {scores} scores");
        var matrix = ImmutableArray.CreateBuilder<double>(rows.Length);
        for (int f = 0; f < features; f++)
        for (int s = 0; s < scores; s++)
            matrix.Add(rows[s * features + f]);
        var weights = new RealConstant(new Layout([features, scores]), matrix.MoveToImmutable(), null);
        return emit.Variable(
            MatrixProduct.ByConstant(
                emit,
                call.Graph,
                emit.Variable(x) with
                {
                    Kind = ElementKind.Real,
                },
                weights,
                1,
                Constants.Vector([.. intercepts]),
                part
            )
        );
    }

    /// <summary>Features of an event.</summary>
    public static int FeaturesOf(OperatorCall call)
    {
        var layout = call.Input(0).Layout;
        TreeSums.LayoutOf(layout, 1);
        return layout[1];
    }

    /// <summary>Numbers of an attribute, or so many zeros.</summary>
    public static double[] Reals(OperatorCall call, string name, int count) =>
        call.Reals(name) is { Length: > 0 } values ? values : new double[count];
}
