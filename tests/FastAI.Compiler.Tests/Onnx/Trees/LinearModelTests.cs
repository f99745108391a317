using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>
/// Linear models of the machine learning domain and what exporters put around models: generated, float meaning against ONNX Runtime.
/// </summary>
public sealed class LinearModelTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Regressors(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6),
            targets = random.Pick(1, 1, 2, 3);
        List<(string, object)> attributes = [("coefficients", random.Floats(features * targets)), ("targets", targets)];
        if (random.Flag())
            attributes.Add(("intercepts", random.Floats(targets)));
        if (targets > 1)
            attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        Agreement.Check(Model("LinearRegressor", ["y"], features, attributes), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Classifiers(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6),
            classes = random.Pick(2, 2, 3, 5);
        int rows = classes == 2 && random.Flag() ? 1 : classes;
        List<(string, object)> attributes =
        [
            ("coefficients", random.Floats(features * rows)),
            ("intercepts", random.Floats(rows)),
            ("multi_class", random.Next(0, 1)),
            ("classlabels_ints", random.Flag() ? [.. Enumerable.Range(0, classes).Select(i => (long)i)] : random.Longs(classes, -9, 9)),
            ("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")),
        ];
        Agreement.Check(Model("LinearClassifier", ["label", "scores"], features, attributes), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void SupportVectorRegressors(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6),
            vectors = random.Next(0, 4);
        List<(string, object)> attributes =
        [
            ("kernel_type", "LINEAR"),
            ("kernel_params", new[] { 0.1f, 0, 3 }),
            ("n_supports", vectors),
            ("rho", random.Floats(1)),
            ("one_class", random.Next(0, 1)),
        ];
        attributes.Add(("coefficients", random.Floats(vectors == 0 ? features : vectors)));
        if (vectors > 0)
            attributes.Add(("support_vectors", random.Floats(vectors * features)));
        Agreement.Check(Model("SVMRegressor", ["y"], features, attributes), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void SupportVectorClassifiers(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6),
            classes = random.Next(3, 5);
        long[] perClass = [.. Enumerable.Range(0, classes).Select(_ => (long)random.Next(1, 3))];
        int vectors = (int)perClass.Sum();
        List<(string, object)> attributes =
        [
            ("kernel_type", "LINEAR"),
            ("kernel_params", new[] { 0.1f, 0, 3 }),
            ("rho", random.Floats(classes * (classes - 1) / 2)),
            ("vectors_per_class", perClass),
            ("coefficients", random.Floats(vectors * (classes - 1))),
            ("support_vectors", random.Floats(vectors * features)),
            ("classlabels_ints", random.Longs(classes, -9, 9)),
        ];
        Agreement.Check(Model("SVMClassifier", ["label", "scores"], features, attributes), seed);
    }

    /// <summary>Two classes have one sum, whose columns and label are ONNX Runtime's own.</summary>
    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void TwoClassesOfSupportVectors(int seed)
    {
        var (random, attributes, features) = TwoClasses(seed);
        attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        Agreement.Check(Model("SVMClassifier", ["label", "scores"], features, attributes), seed);
    }

    /// <summary>ONNX Runtime stops its iteration within 0.005 of the logistic; labels are the same.</summary>
    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void ProbabilitiesOfTwoClasses(int seed)
    {
        var (random, attributes, features) = TwoClasses(seed);
        float[] a = random.Floats(1),
            b = random.Floats(1);
        attributes.AddRange([("prob_a", a), ("prob_b", b)]);
        attributes.Add(("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")));
        Agreement.Check(Model("SVMClassifier", ["label", "scores"], features, attributes), seed, tolerance: 0.0051);
    }

    /// <summary>The probability is Platt's logistic, to the last digit of a float, not what an iteration has reached.</summary>
    [Fact]
    public void ProbabilitiesAreTheLogistic()
    {
        var builder = Model(
            "SVMClassifier",
            ["label", "scores"],
            1,
            [
                ("kernel_type", "LINEAR"),
                ("kernel_params", new[] { 0.1f, 0, 3 }),
                ("rho", new[] { 0.25f }),
                ("vectors_per_class", new long[] { 1, 1 }),
                ("coefficients", new[] { 1f, -0.5f }),
                ("support_vectors", new[] { 1.5f, 0.5f }),
                ("classlabels_ints", new long[] { 4, 7 }),
                ("prob_a", new[] { -1.25f }),
                ("prob_b", new[] { 0.125f }),
            ]
        );
        var graph = OnnxImporter.Import(builder.ToModel());
        var evaluator = new GraphEvaluator(graph);
        for (double x = -4; x <= 4; x += 0.125)
        {
            evaluator.Evaluate(
                [
                    [x],
                ],
                0
            );
            double sum = 1.25 * x + 0.25,
                first = 1 / (1 + Math.Exp(-1.25 * sum + 0.125));
            Assert.Equal(sum > 0 ? 4 : 7, evaluator[graph.Outputs[0].Node][0]);
            Assert.Equal(first, evaluator[graph.Outputs[1].Node][0], 1e-12);
            Assert.Equal(1 - first, evaluator[graph.Outputs[1].Node][1], 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void ClassifiersWithoutSupportVectors(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6),
            classes = random.Pick(2, 2, 3, 4);
        float[] coefficients = random.Floats(features * classes);
        if (random.Flag())
            coefficients = [.. coefficients.Select(Math.Abs)];
        List<(string, object)> attributes =
        [
            ("kernel_type", "LINEAR"),
            ("kernel_params", new[] { 0.1f, 0, 3 }),
            ("rho", random.Floats(1)),
            ("coefficients", coefficients),
            ("classlabels_ints", classes == 2 && random.Flag() ? new long[] { -1, 1 } : random.Longs(classes, -9, 9)),
            ("post_transform", random.Pick("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO")),
        ];
        if (classes == 2 && random.Flag())
            attributes.AddRange([("prob_a", random.Floats(1)), ("prob_b", random.Floats(1))]);
        Agreement.Check(Model("SVMClassifier", ["label", "scores"], features, attributes), seed);
    }

    private static (TestRandom Random, List<(string, object)> Attributes, int Features) TwoClasses(int seed)
    {
        var random = new TestRandom(seed);
        int features = random.Next(1, 6);
        long[] perClass = [random.Next(1, 4), random.Next(1, 4)];
        int vectors = (int)perClass.Sum();
        float[] coefficients = random.Floats(vectors);
        if (random.Flag())
            coefficients = [.. coefficients.Select(Math.Abs)];
        return (
            random,
            [
                ("kernel_type", "LINEAR"),
                ("kernel_params", new[] { 0.1f, 0, 3 }),
                ("rho", random.Floats(1)),
                ("vectors_per_class", perClass),
                ("coefficients", coefficients),
                ("support_vectors", random.Floats(vectors * features)),
                ("classlabels_ints", random.Pick<long[]>([0, 1], [-1, 1], [1, -1], [5, 3])),
            ],
            features
        );
    }

    [Fact]
    public void ProbabilitiesOfThreeClassesAreRefused()
    {
        var model = Model(
            "SVMClassifier",
            ["label", "scores"],
            2,
            [
                ("kernel_type", "LINEAR"),
                ("rho", new[] { 1f, 2, 3 }),
                ("vectors_per_class", new long[] { 1, 1, 1 }),
                ("coefficients", new float[6]),
                ("support_vectors", new float[6]),
                ("classlabels_ints", new long[] { 0, 1, 2 }),
                ("prob_a", new float[3]),
                ("prob_b", new float[3]),
            ]
        );
        var error = Assert.Throws<FastAIException>(() => OnnxImporter.Import(model.ToModel()));
        Assert.Contains("iteration over pairs of classes", error.Message, StringComparison.Ordinal);
        Assert.Contains("(operator SVMClassifier, domain ai.onnx.ml)", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("or export a LinearClassifier", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("L1")]
    [InlineData("L2")]
    [InlineData("MAX")]
    public void Normalizers(string norm)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            Agreement.Check(Model("Normalizer", ["y"], 4, [("norm", norm)]), seed, low: 0.1, high: 3);
            if (norm != "MAX")
                Agreement.Check(Model("Normalizer", ["y"], 4, [("norm", norm)]), seed);
        }
    }

    /// <summary>As scikit-learn's logistic regression is exported: two opposite scores, sigmoids, then a division by their sum.</summary>
    [Fact]
    public void SigmoidsOfOppositeScoresAreNotDividedByTheirSum()
    {
        var builder = Model(
            "LinearClassifier",
            ["label", "raw"],
            2,
            [
                ("coefficients", new[] { -1f, 2, 1, -2 }),
                ("intercepts", new[] { -0.25f, 0.25f }),
                ("classlabels_ints", new long[] { 0, 1 }),
                ("post_transform", "LOGISTIC"),
            ]
        );
        builder.Node("Normalizer", ["raw"], ["probabilities"], ("norm", "L1"));
        builder.Graph.Node[^1].Domain = "ai.onnx.ml";
        builder.Graph.Output.Clear();
        builder.Output("label", OnnxBuilder.Int64).Output("probabilities");
        Agreement.Check(builder, 3);
        Assert.DoesNotContain(OnnxImporter.Import(builder.ToModel()).Nodes, n => n is GraphFunction { Kind: FunctionKind.Reciprocal });
    }

    [Fact]
    public void ColumnsByPosition()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 5)
            .Integers("columns", 4, 0, 2)
            .Node("ArrayFeatureExtractor", ["x", "columns"], ["y"])
            .Output("y");
        Ml(builder);
        Agreement.Check(builder, 1);
    }

    /// <summary>As exporters map the position of the greatest score to a label, with a cast and a reshape after it.</summary>
    [Theory]
    [InlineData(5, 3, 8)]
    [InlineData(0, 1, 2)]
    public void LabelsByPosition(int a, int b, int c)
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Integers("rows", -1).Integers("labels", a, b, c);
        builder.Graph.Initializer[^1].Dims.Insert(0, 1);
        builder
            .Node("ArgMax", ["x"], ["position"], ("axis", 1), ("keepdims", 1))
            .Node("ArrayFeatureExtractor", ["labels", "position"], ["found"]);
        Ml(builder);
        builder.Node("Cast", ["found"], ["real"], ("to", 1)).Node("Reshape", ["real", "rows"], ["label"]).Output("label");
        Agreement.Check(builder, 2);
    }

    [Theory]
    [InlineData("SVMRegressor", "kernel_type", "RBF", "linear kernel")]
    [InlineData("LinearRegressor", "post_transform", "LOGISTIC", "one target")]
    [InlineData("Normalizer", "norm", "L3", "does not exist")]
    public void WhatFirmwareCannotDoIsRefused(string type, string attribute, string value, string part)
    {
        var model = Model(
            type,
            ["y"],
            2,
            [(attribute, value), .. type == "Normalizer" ? Array.Empty<(string, object)>() : [("coefficients", new[] { 1f, 2 })]]
        );
        Assert.Contains(part, Assert.Throws<FastAIException>(() => OnnxImporter.Import(model.ToModel())).Message, StringComparison.Ordinal);
    }

    private static OnnxBuilder Model(string type, string[] outputs, int features, List<(string, object)> attributes) =>
        TreeEnsembleTests.Build(type, outputs, features, 1, attributes);

    private static void Ml(OnnxBuilder builder)
    {
        builder.Graph.Node[^1].Domain = "ai.onnx.ml";
        builder.Model.OpsetImport.Add(new Compiler.Onnx.Proto.OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
    }
}
