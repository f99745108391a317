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

    /// <summary>x0 missing passes in the float model, where its mantissa does not: that alone counts. The moved tensor holds NaN in the
    /// float model and the mantissa here, which is no difference.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public void MissingValuesThatGoTheSameWayChangeNoPath(bool passes, long changed)
    {
        var builder = new FixedGraphBuilder("stumps");
        var missing = PerElement<MissingValue>.Create([MissingValue.Least, MissingValue.Greatest]);
        var formats = PerElement<FixedFormat>.Uniform(FixedFormat.Parse("fixed<10,6>"), 2);
        int x = builder.Input("x", new Shape(2), formats, Rounding.Rnd, Overflow.Sat, missing),
            moved = builder.Gather("moved", [x], new Shape(2), [0, 1]);
        var structure = new TreeStructure([0, 1, 2], [0, 1, 2], [0, 1], [0, 1], [~0, ~2], [~1, ~3], 4);
        var ensemble = new TreeEnsemble(structure, [4, 16], [1, 2, 3, 4], [0, 0]) { Limits = [0.25, 1], MissingPasses = [passes, false] };
        builder.Output("y", builder.TreeEnsemble("score", moved, new Shape(2), ensemble, PerElement<int>.Uniform(0, 2)));
        byte[] model = OnnxBytes.Model(
            [OnnxBytes.Node("Identity", ["x"], ["moved"]), OnnxBytes.Node("Identity", ["moved"], ["y"])],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 2)],
            [OnnxBytes.Tensor("y", OnnxBytes.Float, "N", 2), OnnxBytes.Tensor("moved", OnnxBytes.Float, "N", 2)]
        );
        using var folder = new CompiledFolder(builder.Build(), model, CompiledFolder.Tensor("moved", "0"), "");
        var report = Validation.Run(
            folder.Model,
            folder.Data(2, double.NaN, double.NaN, double.NaN, 3, 3, double.NaN, 0.25, 0.25, -32, 32),
            new()
        );
        var paths = Assert.Single(report.Paths);
        Assert.Equal((5L, changed), (paths.Events, paths.Changed));
        Assert.Equal(("moved", 0.0), (report.Layers[0].Tensor, report.Layers[0].Max));
        var input = Assert.Single(report.Inputs);
        Assert.Equal((4L, 3L, 10L), (input.Missing, input.EventsWithMissing, input.Values));
        // The ends of the format are kept for missing values.
        Assert.Equal(2, input.Limited);
        Assert.Contains("x: 4 of 10 values missing, in 3 events", AgreementText.Of(report), StringComparison.Ordinal);
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
