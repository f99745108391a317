using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>The forms that trees are written in: any order, the fifth version of the domain, and what is refused.</summary>
public sealed class TreeFormTests
{
    [Fact]
    public void TheOrderOfNodesDoesNotMatter()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new TestRandom(seed);
            var forest = new ForestAttributes(random, 3, 2);
            forest.Add(6, 6, everyTarget: false);
            List<(string, object)> targets = [("n_targets", 2)];
            var tidy = Import(TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], 3, 1, [.. forest.Of("target", false), .. targets]));
            forest.Mix();
            var mixed = Import(TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], 3, 1, [.. forest.Of("target", false), .. targets]));
            for (int e = 0; e < 20; e++)
            {
                double[][] x =
                [
                    [.. Enumerable.Range(0, 3).Select(_ => ForestAttributes.Grid * random.Next(-7, 7))],
                ];
                double[] a = GraphEvaluator.Run(tidy, x)[tidy.Outputs[0].Node],
                    b = GraphEvaluator.Run(mixed, x)[mixed.Outputs[0].Node];
                for (int i = 0; i < a.Length; i++)
                    Assert.Equal(a[i], b[i], 12);
            }
        }
    }

    /// <summary>One tree with a membership test above a threshold, and one of a single leaf.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TreeEnsembleOfTheFifthVersion(int aggregate)
    {
        var builder = TreeEnsembleTests.Build(
            "TreeEnsemble",
            ["y"],
            2,
            5,
            [
                ("aggregate_function", aggregate),
                ("n_targets", 1),
                ("post_transform", 0),
                ("tree_roots", new long[] { 0, 3 }),
                ("nodes_featureids", new long[] { 0, 1, 1, 0 }),
                ("nodes_modes", Bytes(6, 0, 3, 0)),
                ("nodes_splits", Floats(0, 0.25f, -0.5f, 0)),
                ("nodes_truenodeids", new long[] { 1, 0, 2, 4 }),
                ("nodes_trueleafs", new long[] { 0, 1, 1, 1 }),
                ("nodes_falsenodeids", new long[] { 2, 1, 3, 4 }),
                ("nodes_falseleafs", new long[] { 0, 1, 1, 1 }),
                ("membership_values", Floats(1.5f, -0.25f, 0.5f, float.NaN)),
                ("leaf_targetids", new long[5]),
                ("leaf_weights", Floats(1, 2, 4, 8, 3)),
            ]
        );
        var graph = Import(builder);
        foreach (double x0 in (double[])[-2, -0.25, 0, 0.5, 1, 1.5])
        foreach (double x1 in (double[])[-1, -0.5, 0, 0.25, 0.5])
        {
            double first = x0 is 1.5 or -0.25 or 0.5 ? (x1 <= 0.25 ? 1 : 2) : (x1 > -0.5 ? 4 : 8),
                second = 3;
            double wanted = aggregate switch
            {
                0 => (first + second) / 2,
                1 => first + second,
                2 => Math.Min(first, second),
                _ => Math.Max(first, second),
            };
            Assert.Equal(
                wanted,
                GraphEvaluator.Run(
                    graph,
                    [
                        [x0, x1],
                    ]
                )[graph.Outputs[0].Node][0],
                12
            );
        }
    }

    [Theory]
    [InlineData("post_transform", "CLOGLOG", "CLOGLOG")]
    [InlineData("post_transform", "PROBIT", "one target")]
    [InlineData("post_transform", "LOGISTIC", "one target")]
    [InlineData("aggregate_function", "MEDIAN", "MEDIAN")]
    public void WhatHasNoAgreedMeaningIsRefused(string attribute, string value, string part)
    {
        var forest = new ForestAttributes(new TestRandom(1), 2, 1);
        forest.Add(2, 1, everyTarget: true);
        Refused(TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], 2, 1, [.. forest.Of("target", false), (attribute, value)]), part);
    }

    [Fact]
    public void NodesThatAreNoTreeAreRefused()
    {
        // Both branches lead to node 1; a cycle; a feature that the input has not; a threshold that is no number.
        Refused(Tree([0, 1, 2], [1, 1, 0], [1, 2, 0], ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF"], [0, 0, 0], [0, 0, 0]), "two branches");
        Refused(Tree([0, 1, 2], [1, 0, 0], [2, 2, 0], ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF"], [0, 0, 0], [0, 0, 0]), "no root");
        Refused(Tree([0, 1, 2], [1, 0, 0], [2, 0, 0], ["BRANCH_LEQ", "LEAF", "LEAF"], [5, 0, 0], [0, 0, 0]), "feature 5 of 2");
        Refused(Tree([0, 1, 2], [1, 0, 0], [2, 0, 0], ["BRANCH_LEQ", "LEAF", "LEAF"], [0, 0, 0], [float.NaN, 0, 0]), "NaN");
        Refused(
            Tree([0, 1, 2], [1, 0, 0], [9, 0, 0], ["BRANCH_LEQ", "LEAF", "LEAF"], [0, 0, 0], [0, 0, 0]),
            "node 9, which does not exist"
        );
    }

    private static OnnxBuilder Tree(long[] ids, long[] yes, long[] no, string[] modes, long[] features, float[] thresholds) =>
        TreeEnsembleTests.Build(
            "TreeEnsembleRegressor",
            ["y"],
            2,
            1,
            [
                ("nodes_treeids", new long[ids.Length]),
                ("nodes_nodeids", ids),
                ("nodes_modes", modes),
                ("nodes_featureids", features),
                ("nodes_values", thresholds),
                ("nodes_truenodeids", yes),
                ("nodes_falsenodeids", no),
                ("target_treeids", new long[1]),
                ("target_nodeids", new long[] { 2 }),
                ("target_ids", new long[1]),
                ("target_weights", new[] { 1f }),
            ]
        );

    private static FloatGraph Import(OnnxBuilder builder) => OnnxImporter.Import(builder.ToModel());

    private static void Refused(OnnxBuilder builder, string part) =>
        Assert.Contains(part, Assert.Throws<FastAIException>(() => Import(builder)).Message, StringComparison.Ordinal);

    private static TensorProto Floats(params float[] values) =>
        new()
        {
            DataType = OnnxBuilder.Float,
            Dims = { values.Length },
            FloatData = { values },
        };

    private static TensorProto Bytes(params int[] values) =>
        new()
        {
            DataType = OnnxBuilder.UInt8,
            Dims = { values.Length },
            Int32Data = { values },
        };
}
