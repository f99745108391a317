using FastAI.Compiler.Onnx.Trees;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Sums of the leaves of decision trees, one for each class, and the label of the class that wins. The label comes from the sums, so that a
/// model that gives the label alone needs no exponential. Two classes whose leaves all give to the first are a binary classifier of
/// one score: see <see cref="BinaryScores"/>.
/// </summary>
internal sealed class TreeEnsembleClassifierOperator()
    : Operator(
        "TreeEnsembleClassifier",
        [
            .. TreeAttributes.Nodes,
            .. TreeAttributes.Leaves("class"),
            OperatorAttribute.Integers("classlabels_int64s"),
            OperatorAttribute.Texts("classlabels_strings"),
        ]
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks =>
        "a text label becomes its position in the list; a class to which a leaf gives nothing counts as zero there; missing values of inputs for which the precision file says 'missing' follow their tracks";

    public override void Import(OperatorCall call)
    {
        var labels = ClassLabels.Read(call);
        int classes = labels.Count;
        if (classes < 2)
            throw FastAIException.Unsupported("it has one class, of which every event is");
        string transform = call.Text("post_transform");
        var x = call.Input(0);
        var source = TreeAttributes.Read(call, "class", classes, TreeSums.LayoutOf(x.Layout, 1).Count * x.Layout[1]);
        double[] start = TreeAttributes.Numbers(call, "base_values");
        var label = call.Emit;
        var scores = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        if (classes == 2)
        {
            BinaryScores.Import(call, source, start, labels, transform, label, scores);
            return;
        }
        if (start.Length != 0 && start.Length != classes)
            throw FastAIException.BadInput($"it has {start.Length} base values for {classes} classes");
        int[] possible = [.. Enumerable.Range(0, classes).Where(c => start.Length > 0 || source.Gives(c))];
        if (possible.Length == 0)
            possible = [0];
        if (start.Length == 0)
            start = new double[classes];
        var sums = scores.Trees(
            x,
            TreeSums.LayoutOf(x.Layout, classes),
            ForestBuilder.Build(source, start, 1),
            ScoreTransform.Part(transform)
        );
        call.Return(labels.OfGreatest(label, sums, possible));
        if (call.Wants(1))
            call.Return(ScoreTransform.Apply(scores, sums, transform), 1);
    }
}
