using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// A support vector classifier with linear kernel: every pair of classes has one linear sum, which votes for the first of the two above 0,
/// and the class with most votes wins,
/// the first of several. Scores are the sums, without probabilities.
/// </summary>
internal sealed class SvmClassifierOperator() : Operator(
    "SVMClassifier", OperatorAttribute.Integers("classlabels_ints"), OperatorAttribute.Texts("classlabels_strings"),
        OperatorAttribute.Reals("coefficients"), OperatorAttribute.Reals("kernel_params"),
    OperatorAttribute.Text("kernel_type", "LINEAR"), OperatorAttribute.Text("post_transform", "NONE"), OperatorAttribute.Reals("prob_a"),
        OperatorAttribute.Reals("prob_b"),
    OperatorAttribute.Reals("rho"), OperatorAttribute.Reals("support_vectors"), OperatorAttribute.Integers("vectors_per_class"))
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks =>
        "linear kernel with support vectors, three classes or more, no probabilities; a text label becomes its position in the list";

    public override void Import(OperatorCall call)
    {
        SupportVectors.RequireLinear(call);
        var labels = ClassLabels.Read(call, "classlabels_ints", "classlabels_strings");
        if (call.Reals("prob_a") is { Length: > 0 })
            throw FastAIException.Unsupported("its probabilities come from an iteration over pairs of classes; train without probabilities (scikit-learn: probability=False), or export a LinearClassifier");
        if (call.Text("post_transform") is not "NONE" and var transform) throw FastAIException.Unsupported($"the post-transform {transform} of the sums of pairs of classes has no agreed meaning; export them without it");
        long[] perClass = call.Integers("vectors_per_class") ?? [];
        int classes = labels.Count;
        if (classes < 3 || perClass.Length != classes)
            throw FastAIException.Unsupported($"{classes} classes with support vectors of {perClass.Length} have no agreed meaning; export two classes, or weights instead of vectors, as a LinearClassifier (scikit-learn: LinearSVC)");
        if (perClass.Any(count => count is < 0 or > 1 << 24)) throw FastAIException.BadInput("a class has no number of support vectors");
        int features = LinearScores.FeaturesOf(call), count = (int)perClass.Sum();
        double[] vectors = SupportVectors.Read(call, count, features), coefficients = call.Reals("coefficients") ?? [],
            rho = call.Reals("rho") ?? [];
        int pairs = classes * (classes - 1) / 2;
        if (rho.Length != pairs || coefficients.Length != (long)(classes - 1) * count) throw FastAIException.BadInput($"its {rho.Length} offsets and {coefficients.Length} coefficients do not fit {classes} classes of {count} support vectors");
        int[] starts = [0, .. perClass.Select((_, c) => (int)perClass.Take(c + 1).Sum())];
        var rows = new List<double>(pairs * features);
        var votes = new double[pairs * classes];
        int pair = 0;
        for (int i = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++, pair++)
            {
                double[] first = SupportVectors.Sum(vectors, coefficients, starts[i], starts[i + 1], j - 1, count),
                    second = SupportVectors.Sum(vectors, coefficients, starts[j], starts[j + 1], i, count);
                rows.AddRange(first.Zip(second, (a, b) => a + b));
                votes[pair * classes + i] = 1;
                votes[pair * classes + j] = -1;
            }
        }
        var label = call.Emit;
        var result = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        var sums = LinearScores.Of(call, result, [.. rows], rho, call.Wants(1) ? "" : "sums");
        // A pair that does not vote for its first class votes for its second: that vote is a constant less a vote against.
        var wins = label.Binary(BinaryOperation.Less, Constants.Scalar(0), sums, "wins") with { Kind = ElementKind.Real };
        double[] start = [.. Enumerable.Range(0, classes).Select(c => (double)c)];
        var block = new LinearBlock(pairs, classes, [.. IndexMaps.Range(pairs)], [.. IndexMaps.Range(classes)], [.. votes], [.. start],
            null, null);
        var counted = label.Linear(wins, sums.Layout.WithExtent(1, classes), [block], "votes");
        call.Return(labels.OfGreatest(label, counted, [.. Enumerable.Range(0, classes)]));
        if (call.Wants(1)) call.Return(sums, 1);
    }
}
