using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// A support vector classifier without support vectors: one linear sum for each class, all with the first offset, of which the greatest
/// wins. Of two classes without probabilities the second wins as well where the greater sum is above 0 or, with coefficients that are all
/// positive, at least 1/2: so ONNX Runtime has it.
/// </summary>
internal static class SupportVectorScores
{
    public static void Import(OperatorCall call, ClassLabels labels, bool probabilities)
    {
        string transform = call.Text("post_transform");
        int classes = labels.Count;
        double[] rows = call.Reals("coefficients") ?? [],
            rho = call.Reals("rho") ?? [];
        if (rho.Length == 0)
            throw FastAIException.BadInput("it has no offset (rho)");
        var label = call.Emit;
        var result = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        var scores = LinearScores.Of(call, result, rows, [.. Enumerable.Repeat(rho[0], classes)], ScoreTransform.Part(transform));
        call.Return(
            classes == 2 && !probabilities
                ? OfTwo(label, labels, scores, Array.TrueForAll(rows, c => c >= 0))
                : labels.OfGreatest(label, scores, [.. Enumerable.Range(0, classes)])
        );
        if (call.Wants(1))
            call.Return(ScoreTransform.Apply(result, scores, transform), 1);
    }

    private static VariableTensor OfTwo(Emitter emit, ClassLabels labels, VariableTensor scores, bool positive)
    {
        var rows = scores.Layout.Removed(1);
        VariableTensor first = emit.Variable(emit.Map(scores, rows, [0], "first")),
            second = emit.Variable(emit.Map(scores, rows, [1], "second"));
        var beyond = positive
            ? emit.Scale(
                emit.Binary(BinaryOperation.Less, first, Constants.Scalar(0.5), "below") with
                {
                    Kind = ElementKind.Integer,
                },
                -1,
                1,
                "beyond"
            )
            : emit.Binary(BinaryOperation.Less, Constants.Scalar(0), first, "beyond") with
            {
                Kind = ElementKind.Integer,
            };
        var greater = emit.Binary(BinaryOperation.Less, first, second, "greater") with { Kind = ElementKind.Integer };
        // Where the first sum is not above the limit, the second is above it only if it is the greater.
        return labels.OfBit(emit, emit.Binary(BinaryOperation.Maximum, beyond, greater, "wins"), labels.Values[0], labels.Values[1]);
    }
}
