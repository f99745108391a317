using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>
/// A tree classifier of two classes, as ONNX Runtime understands it (the standard leaves it open). Where all leaves give to class 0 there
/// is one score s: with weights that are all positive it is the probability of the second class, which wins above 1/2, and the scores are 1
/// - s and s; else the second class wins above 0, and the scores are -s and s. With the post-transform LOGISTIC the scores are the logistic
/// functions of -s and s in both cases (of ONNX Runtime 1.31; 1.23 left positive weights as they were). Where leaves give to both classes
/// the second one wins when its score is above 0.
/// </summary>
internal static class BinaryScores
{
    public static void Import(
        OperatorCall call,
        SourceForest source,
        double[] start,
        ClassLabels labels,
        string transform,
        Emitter label,
        Emitter scores
    )
    {
        bool first = source.Gives(0),
            second = source.Gives(1);
        if (first && !second && start.Length <= 1)
            One(call, source, start, labels, transform, label, scores);
        else if (first && second && start.Length == 0)
            Two(call, source, labels, transform, label, scores);
        else
            throw FastAIException.Unsupported(
                $"two classes, of which {(first ? second ? "both get" : "the first gets" : second ? "the second gets" : "none gets")} weights, and {start.Length} base values have no agreed meaning; give all weights to the first class, with one base value or none"
            );
    }

    private static void One(
        OperatorCall call,
        SourceForest source,
        double[] start,
        ClassLabels labels,
        string transform,
        Emitter label,
        Emitter scores
    )
    {
        var x = call.Input(0);
        bool positive = !source.Leaves.Any(leaf => leaf.Any(given => given.Value < 0));
        var layout = TreeSums.LayoutOf(x.Layout, 1);
        var score = scores.Trees(x, layout, ForestBuilder.Build(source, [start.Length == 0 ? 0 : start[0]], 1), "score");
        var wins = label.Binary(BinaryOperation.Less, Constants.Scalar(positive ? 0.5 : 0), score, "wins");
        var rows = (VariableTensor)label.Reshape(wins, layout.Removed(1));
        call.Return(labels.OfBit(label, rows, labels.Values[0], labels.Values[1]));
        if (!call.Wants(1))
            return;
        if (transform == "PROBIT")
            throw FastAIException.Unsupported(
                "the post-transform PROBIT of one score for two classes has no agreed meaning; export one score for each class"
            );
        call.Return(ScoreTransform.OfTwo(scores, score, transform == "LOGISTIC", complement: positive), 1);
    }

    private static void Two(OperatorCall call, SourceForest source, ClassLabels labels, string transform, Emitter label, Emitter scores)
    {
        var x = call.Input(0);
        var layout = TreeSums.LayoutOf(x.Layout, 2);
        var sums = scores.Trees(x, layout, ForestBuilder.Build(source, [0, 0], 1), ScoreTransform.Part(transform));
        var second = (VariableTensor)label.Map(sums, layout.Removed(1), [1], "second");
        call.Return(labels.OfBit(label, label.Binary(BinaryOperation.Less, Constants.Scalar(0), second), 0, 1));
        if (call.Wants(1))
            call.Return(ScoreTransform.Apply(scores, sums, transform), 1);
    }
}
