using FastAI.Compiler.Onnx;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>Generated ensembles, float meaning against ONNX Runtime. Features lie on the grid of the
/// thresholds, so that ties occur, and some are missing.</summary>
public sealed class TreeEnsembleTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Regressors(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 5),
            targets = random.Pick(1, 1, 2, 3),
            opset = random.Pick(1, 3);
        string aggregate = random.Pick("SUM", "AVERAGE", "MIN", "MAX");
        var forest = new ForestAttributes(random, features, targets);
        forest.Add(random.Next(1, 8), 6, everyTarget: targets == 1 || aggregate is "MIN" or "MAX" || random.Flag());
        var attributes = forest.Of("target", asTensors: false);
        attributes.Add(("n_targets", targets));
        attributes.Add(("aggregate_function", aggregate));
        if (targets > 1)
            attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        if (random.Flag())
            attributes.Add(("base_values", random.Floats(targets)));
        Check("TreeEnsembleRegressor", ["y"], features, opset, attributes, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Classifiers_of_three_classes_and_more(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 5),
            classes = random.Next(3, 5),
            opset = random.Pick(1, 3);
        var forest = new ForestAttributes(random, features, classes);
        forest.Add(classes * random.Next(1, 3), 6, everyTarget: random.Flag());
        var attributes = forest.Of("class", asTensors: false);
        attributes.Add(
            ("classlabels_int64s", random.Flag() ? [.. Enumerable.Range(0, classes).Select(i => (long)i)] : random.Longs(classes, -9, 9))
        );
        attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        if (random.Flag())
            attributes.Add(("base_values", random.Floats(classes)));
        Check("TreeEnsembleClassifier", ["label", "scores"], features, opset, attributes, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Classifiers_of_two_classes(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 5);
        bool one = random.Next(0, 2) != 0;
        var forest = new ForestAttributes(random, features, one ? 1 : 2);
        forest.Add(random.Next(2, 6), 6, everyTarget: random.Flag(), low: random.Flag() ? 0.01 : -1);
        var attributes = forest.Of("class", asTensors: false);
        attributes.Add(("classlabels_int64s", one ? random.Pick<long[]>([0, 1], [-1, 1], [7, 3]) : [0L, 1L]));
        attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        if (one && random.Flag())
            attributes.Add(("base_values", random.Floats(1)));
        Check("TreeEnsembleClassifier", ["label", "scores"], features, random.Pick(1, 3), attributes, seed);
    }

    /// <summary>
    /// ONNX Runtime has its own numbers for transforms and does not know trees of one leaf in this version: for these ensembles alone the
    /// same one in the third version is what it computes.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds), 400)]
    public void Ensembles_of_the_fifth_version(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 5),
            targets = random.Pick(1, 1, 2, 3),
            aggregate = targets == 1 ? random.Next(0, 3) : random.Next(0, 1),
            transform = targets == 1 || random.Flag() ? 0 : random.Next(1, 3);
        var forest = new ForestAttributes(random, features, targets);
        forest.Add(targets * random.Next(1, 4), 6, everyTarget: false);
        List<(string, object)> fifth =
        [
            .. forest.OfTheFifthVersion(),
            ("n_targets", targets),
            ("aggregate_function", aggregate),
            ("post_transform", transform),
        ];
        List<(string, object)> third =
        [
            .. forest.Of("target", asTensors: false),
            ("n_targets", targets),
            ("aggregate_function", (string[])["AVERAGE", "SUM", "MIN", "MAX"] is var names ? names[aggregate] : ""),
            ("post_transform", (string[])["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO"] is var transforms ? transforms[transform] : ""),
        ];
        bool twin = transform != 0 || forest.HasSingleLeaves;
        byte[] model = Build("TreeEnsemble", ["y"], features, 5, fifth).ToBytes(),
            runtime = twin ? Build("TreeEnsembleRegressor", ["y"], features, 3, third).ToBytes() : model;
        for (int round = 0; round < 8; round++)
            Agreement.Check(model, runtime, 100 * seed + round, low: -2, high: 2, grid: ForestAttributes.Grid, missing: 0.2 * (round % 3));
    }

    [Theory]
    [MemberData(nameof(Seeds), 6)]
    public void Quantiles_of_the_normal_distribution(int seed)
    {
        var random = new TestRandom(seed);
        var forest = new ForestAttributes(random, 3, 2);
        forest.Add(random.Next(1, 8), 6, everyTarget: true, low: 0.01);
        List<(string, object)> attributes =
        [
            .. forest.Of("target", asTensors: false),
            ("n_targets", 2),
            ("aggregate_function", "AVERAGE"),
            ("post_transform", "PROBIT"),
        ];
        // Close to the median ONNX Runtime subtracts nearly equal floats.
        Agreement.Check(
            Build("TreeEnsembleRegressor", ["y"], 3, 3, attributes),
            seed,
            low: -2,
            high: 2,
            grid: ForestAttributes.Grid,
            tolerance: 3e-4
        );
    }

    [Fact]
    public void Thresholds_and_weights_as_tensors_of_doubles()
    {
        var random = new TestRandom(5);
        var forest = new ForestAttributes(random, 3, 1);
        forest.Add(5, 6, everyTarget: true);
        var attributes = forest.Of("target", asTensors: true);
        attributes.Add(("n_targets", 1));
        var builder = Build("TreeEnsembleRegressor", ["y"], 3, 3, attributes);
        builder.Graph.Input[0].Type.TensorType.ElemType = OnnxBuilder.Double;
        Agreement.Check(builder, 5, low: -6, high: 6, integers: true);
    }

    [Fact]
    public void Maps_of_labels_become_tensors()
    {
        var random = new TestRandom(6);
        var forest = new ForestAttributes(random, 3, 3);
        forest.Add(6, 1, everyTarget: false);
        var attributes = forest.Of("class", asTensors: false);
        attributes.Add(("classlabels_strings", new[] { "b", "c", "light" }));
        var builder = Build("TreeEnsembleClassifier", ["label", "scores"], 3, 3, attributes);
        builder.Node("ZipMap", ["scores"], ["map"], ("classlabels_strings", new[] { "b", "c", "light" }));
        builder.Graph.Node[^1].Domain = "ai.onnx.ml";
        builder.Graph.Output.Clear();
        builder.Graph.Output.Add(new Compiler.Onnx.Proto.ValueInfoProto { Name = "map" });
        var graph = OnnxImporter.Import(builder.ToModel());
        Assert.Equal(3, graph.Nodes[graph.Outputs[0].Node].Shape.Count);
    }

    internal static OnnxBuilder Build(string type, string[] outputs, int features, int opset, List<(string, object)> attributes)
    {
        var builder = new OnnxBuilder().Input("x", -1, features).Node(type, ["x"], outputs, [.. attributes]);
        builder.Graph.Node[0].Domain = "ai.onnx.ml";
        builder.Model.OpsetImport.Add(new Compiler.Onnx.Proto.OperatorSetIdProto { Domain = "ai.onnx.ml", Version = opset });
        if (outputs.Length > 1)
            builder.Output(outputs[0], OnnxBuilder.Int64).Output(outputs[1]);
        else
            builder.Output(outputs);
        return builder;
    }

    private static void Check(string type, string[] outputs, int features, int opset, List<(string, object)> attributes, int seed)
    {
        var builder = Build(type, outputs, features, opset, attributes);
        for (int round = 0; round < 8; round++)
            Agreement.Check(builder, 100 * seed + round, low: -2, high: 2, grid: ForestAttributes.Grid, missing: 0.2 * (round % 3));
    }
}
