using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// A support vector classifier with linear kernel, as ONNX Runtime understands it. With support vectors every pair of classes has one
/// linear sum, which votes for the first of the two above 0, and the class with most votes wins, the first of several; the scores are the
/// sums. Two classes have one sum (<see cref="SupportVectorPair"/>). Without support vectors each class has its own
/// sum (<see cref="SupportVectorScores"/>).
/// </summary>
internal sealed class SvmClassifierOperator()
    : Operator(
        "SVMClassifier",
        OperatorAttribute.Integers("classlabels_ints"),
        OperatorAttribute.Texts("classlabels_strings"),
        OperatorAttribute.Reals("coefficients"),
        OperatorAttribute.Reals("kernel_params"),
        OperatorAttribute.Text("kernel_type", "LINEAR"),
        OperatorAttribute.Text("post_transform", "NONE"),
        OperatorAttribute.Reals("prob_a"),
        OperatorAttribute.Reals("prob_b"),
        OperatorAttribute.Reals("rho"),
        OperatorAttribute.Reals("support_vectors"),
        OperatorAttribute.Integers("vectors_per_class")
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "linear kernel; probabilities of two classes only; a text label becomes its position in the list";

    public override void Import(OperatorCall call)
    {
        SupportVectors.RequireLinear(call);
        var labels = ClassLabels.Read(call, "classlabels_ints", "classlabels_strings");
        int classes = labels.Count;
        if (classes < 2)
            throw FastAIException.Unsupported("it has one class, of which every event is");
        long[] perClass = call.Integers("vectors_per_class") ?? [];
        if (perClass.Any(number => number is < 0 or > 1 << 24))
            throw FastAIException.BadInput("a class has no number of support vectors");
        double[] a = call.Reals("prob_a") ?? [],
            b = call.Reals("prob_b") ?? [];
        if (a.Length != b.Length)
            throw FastAIException.BadInput($"its {a.Length} slopes of probabilities (prob_a) are not its {b.Length} offsets (prob_b)");
        if (perClass.Sum() == 0)
        {
            SupportVectorScores.Import(call, labels, a.Length > 0);
            return;
        }
        if (perClass.Length != classes)
            throw FastAIException.BadInput($"it has {classes} classes, but support vectors of {perClass.Length}");
        int pairs = classes * (classes - 1) / 2;
        double[] rho = call.Reals("rho") ?? [];
        if (rho.Length != pairs || (a.Length > 0 && a.Length != pairs))
            throw FastAIException.BadInput(
                $"its {rho.Length} offsets and {a.Length} slopes of probabilities do not fit {pairs} pairs of classes"
            );
        double[] rows = Rows(call, perClass);
        if (classes == 2)
        {
            SupportVectorPair.Import(call, labels, rows, rho, a, b);
            return;
        }
        if (a.Length > 0)
            throw FastAIException.Unsupported(
                "its probabilities come from an iteration over pairs of classes, which stops when little changes; train without probabilities (scikit-learn: probability=False), or export a LinearClassifier"
            );
        if (call.Text("post_transform") is not "NONE" and var transform)
            throw FastAIException.Unsupported(
                $"the post-transform {transform} of the sums of pairs of classes has no agreed meaning; export them without it"
            );
        Vote(call, labels, rows, rho);
    }

    /// <summary>For each pair of classes a coefficient for each feature.</summary>
    private static double[] Rows(OperatorCall call, long[] perClass)
    {
        int classes = perClass.Length,
            features = LinearScores.FeaturesOf(call),
            count = (int)perClass.Sum();
        double[] vectors = SupportVectors.Read(call, count, features),
            coefficients = call.Reals("coefficients") ?? [];
        if (coefficients.Length != (long)(classes - 1) * count)
            throw FastAIException.BadInput(
                $"its {coefficients.Length} coefficients do not fit {classes} classes of {count} support vectors"
            );
        int[] starts = [0, .. perClass.Select((_, c) => (int)perClass.Take(c + 1).Sum())];
        var rows = new List<double>();
        for (int i = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++)
            {
                double[] first = SupportVectors.Sum(vectors, coefficients, starts[i], starts[i + 1], j - 1, count),
                    second = SupportVectors.Sum(vectors, coefficients, starts[j], starts[j + 1], i, count);
                rows.AddRange(first.Zip(second, (x, y) => x + y));
            }
        }
        return [.. rows];
    }

    private static void Vote(OperatorCall call, ClassLabels labels, double[] rows, double[] rho)
    {
        int classes = labels.Count,
            pairs = rho.Length,
            pair = 0;
        var votes = new double[pairs * classes];
        for (int i = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++, pair++)
                (votes[pair * classes + i], votes[pair * classes + j]) = (1, -1);
        }
        var label = call.Emit;
        var result = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        var sums = LinearScores.Of(call, result, rows, rho, call.Wants(1) ? "" : "sums");
        // A pair that does not vote for its first class votes for its second: that vote is a constant less a vote against.
        var wins = label.Binary(BinaryOperation.Less, Constants.Scalar(0), sums, "wins") with { Kind = ElementKind.Real };
        double[] start = [.. Enumerable.Range(0, classes).Select(c => (double)c)];
        var block = new LinearBlock(
            pairs,
            classes,
            [.. IndexMaps.Range(pairs)],
            [.. IndexMaps.Range(classes)],
            [.. votes],
            [.. start],
            null,
            null
        );
        var counted = label.Linear(wins, sums.Layout.WithExtent(1, classes), [block], "votes");
        call.Return(labels.OfGreatest(label, counted, [.. Enumerable.Range(0, classes)]));
        if (call.Wants(1))
            call.Return(sums, 1);
    }
}
