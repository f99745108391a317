using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Tests.Reference;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

/// <summary>
/// Two trees of one node: x0 at most 0.3 and x1 at most 1, in steps of 1/16. What the float model makes of them does not matter here.
/// </summary>
public sealed class TreePathTests
{
    [Fact]
    public void EventsThatRoundingTakesOverAThresholdAreCounted()
    {
        using var folder = Folder(0.3);
        // x0 becomes 0.3125, 0.25, 0.3125 (which fails in both), 0.25; x1 becomes 1, 1.0625 (fails in both), 1 (from above), 0.
        var report = Validation.Run(folder.Model, folder.Data(2, 0.29, 1, 0.27, 1.05, 0.3125, 1.01, 0.25, 0), new());
        Assert.Equal(new TreePaths("score", 2, 4, 2, 2, 0), Assert.Single(report.Paths));
        Assert.Contains(
            "2 of 4 events change their path, in 2 of 8 walks; first event 0",
            AgreementText.Of(report),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void EventsOnTheGridTakeTheSamePath()
    {
        using var folder = Folder(0.3);
        var report = Validation.Run(folder.Model, folder.Data(2, 0.25, 1, 0.3125, 1.0625, -5, 7), new());
        Assert.Equal(new TreePaths("score", 2, 3, 0, 0, null), Assert.Single(report.Paths));
        Assert.Contains("every one of 3 events", AgreementText.Of(report), StringComparison.Ordinal);
    }

    /// <summary>A threshold that a precision file moved: between both the firmware decides otherwise.</summary>
    [Fact]
    public void CoarserThresholdsAreCounted()
    {
        using var folder = Folder(0.6);
        Assert.Equal(1, Assert.Single(Validation.Run(folder.Model, folder.Data(2, 0.5, 0, 0.25, 0, 0.75, 0), new()).Paths).Changed);
    }

    private static CompiledFolder Folder(double limit)
    {
        var builder = new FixedGraphBuilder("stumps");
        int x = builder.Input(
            "x",
            new Shape(2),
            PerElement<FixedFormat>.Uniform(FixedFormat.Parse("fixed<10,6>"), 2),
            Rounding.Rnd,
            Overflow.Sat
        );
        var structure = new TreeStructure([0, 1, 2], [0, 1, 2], [0, 1], [0, 1], [~0, ~2], [~1, ~3], 4);
        var ensemble = new TreeEnsemble(structure, [4, 16], [1, 2, 3, 4], [0, 0]) { Limits = [limit, 1] };
        builder.Output("y", builder.TreeEnsemble("score", x, new Shape(2), ensemble, PerElement<int>.Uniform(0, 2)));
        byte[] model = OnnxBytes.Model(
            [OnnxBytes.Node("Identity", ["x"], ["y"])],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 2)],
            [OnnxBytes.Tensor("y", OnnxBytes.Float, "N", 2)]
        );
        return new CompiledFolder(builder.Build(), model, CompiledFolder.Tensor("y", "0"), "");
    }
}
