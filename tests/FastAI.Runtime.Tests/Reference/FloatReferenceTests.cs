using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Reference;
using FastAI.Testing;
using Xunit;

namespace FastAI.Runtime.Tests.Reference;

public sealed class FloatReferenceTests
{
    [Theory]
    [InlineData(OnnxBytes.Float, "N")]
    [InlineData(OnnxBytes.Double, "N")]
    [InlineData(OnnxBytes.Int64, "N")]
    [InlineData(OnnxBytes.Float, 1)]
    [InlineData(OnnxBytes.Int64, 1)]
    public void RunsManyEventsOfEveryTypeWithOpenOrSingleBatch(int elementType, object batch)
    {
        using var reference = FloatReference.Open(TinyModels.SumAndNegation(elementType, batch), new ReferenceOptions { BatchSize = 7 });
        var random = new Random(42);
        double[] a = Values(random, 3 * 100),
            b = Values(random, 3 * 100);
        var outputs = reference.Run(a, b);
        Assert.Equal(["p", "q"], outputs.Select(output => output.Name));
        Assert.All(outputs, output => Assert.Equal([3], output.Shape));
        Assert.Equal(a.Zip(b, (x, y) => x + y), outputs[0].Values);
        Assert.Equal(a.Select(x => -x), outputs[1].Values);
    }

    [Fact]
    public void DoublesKeepTheirFullPrecision()
    {
        using var reference = FloatReference.Open(TinyModels.SumAndNegation(OnnxBytes.Double, "N"));
        var outputs = reference.Run([1 + double.Epsilon, Math.PI, 1e300], [1e-16, 0.0, 0.0]);
        Assert.Equal([1 + 1e-16, Math.PI, 1e300], outputs[0].Values);
    }

    [Fact]
    public void FloatInputsAreRoundedToNearest()
    {
        using var reference = FloatReference.Open(TinyModels.Unary("Neg", OnnxBytes.Float, "N", 2));
        Assert.Equal([-(double)(float)0.1, -16777216.0], reference.Run([0.1, 16777217.0])[0].Values);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e19)]
    [InlineData(9007199254740994.0)]
    public void IntegerInputsRefuseOtherValues(double value)
    {
        using var reference = FloatReference.Open(TinyModels.Unary("Neg", OnnxBytes.Int64, "N", 2));
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => reference.Run([1, value])).Code);
    }

    [Fact]
    public void NoEventsGiveNoValues()
    {
        using var reference = FloatReference.Open(TinyModels.Unary("Neg", OnnxBytes.Float, "N", 2));
        Assert.Empty(reference.Run(Array.Empty<double>())[0].Values);
    }

    [Fact]
    public void AnOpenDimensionFollowsFromTheData()
    {
        using var reference = FloatReference.Open(
            OnnxBytes.Model(
                [OnnxBytes.Node("Neg", ["x"], ["y"]), OnnxBytes.Node("Neg", ["w"], ["v"])],
                [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", "T", 2), OnnxBytes.Tensor("w", OnnxBytes.Float, "N", 1)],
                [OnnxBytes.Tensor("y", OnnxBytes.Float, "N", "T", 2), OnnxBytes.Tensor("v", OnnxBytes.Float, "N", 1)]
            )
        );
        var outputs = reference.Run([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2]);
        Assert.Equal([3, 2], outputs[0].Shape);
        Assert.Equal(Enumerable.Range(1, 12).Select(value => -(double)value), outputs[0].Values);
        Assert.Throws<FastAIException>(() => reference.Run([1, 2, 3, 4, 5, 6], [1, 2]));
    }

    [Fact]
    public void ClassMapsBecomeRows()
    {
        using var reference = FloatReference.Open(TinyModels.Classifier(), new ReferenceOptions { BatchSize = 2 });
        double[] probabilities = [0.5, 0.25, 0.25, 1, 0, 0, 0, 0.5, 0.5];
        var output = Assert.Single(reference.Run(probabilities));
        Assert.Equal([3], output.Shape);
        Assert.Equal(probabilities, output.Values);
    }

    [Fact]
    public void TextsAreRefused()
    {
        using var reference = FloatReference.Open(TinyModels.Unary("Identity", OnnxBytes.String, "N", 2));
        var failure = Assert.Throws<FastAIException>(() => reference.Run([1, 2]));
        Assert.Equal(ExitCode.Unsupported, failure.Code);
        Assert.Contains("\"x\"", failure.Message);
    }

    [Fact]
    public void AModelThatMixesEventsIsRefused()
    {
        using var reference = FloatReference.Open(TinyModels.MeanOverEvents());
        Assert.Equal(ExitCode.Unsupported, Assert.Throws<FastAIException>(() => reference.Run([1, 2, 3, 4, 5, 6])).Code);
    }

    [Fact]
    public void AModelOfFixedLargerBatchIsRefused()
    {
        var failure = Assert.Throws<FastAIException>(() => FloatReference.Open(TinyModels.Unary("Neg", OnnxBytes.Float, 16, 3)));
        Assert.Equal(ExitCode.Unsupported, failure.Code);
        Assert.Contains("[16, 3]", failure.Message);
    }

    [Fact]
    public void DamagedModelsAndWrongCountsAreBadInput()
    {
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => FloatReference.Open([1, 2, 3])).Code);
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => FloatReference.Open("no-such-model.onnx")).Code);
        using var reference = FloatReference.Open(TinyModels.SumAndNegation(OnnxBytes.Float, "N"));
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => reference.Run([1.0, 2, 3])).Code);
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => reference.Run([1, 2, 3], [1, 2, 3, 4, 5, 6])).Code);
        Assert.Equal(ExitCode.BadInput, Assert.Throws<FastAIException>(() => reference.Run([1, 2, 3, 4], [1, 2, 3, 4])).Code);
    }

    [Fact]
    public void SpeedIsMeasured()
    {
        using var reference = FloatReference.Open(TinyModels.SumAndNegation(OnnxBytes.Float, "N"), ReferenceOptions.Fastest);
        Assert.True(ReferenceSpeed.Measure(reference, 64, 2, TimeSpan.FromMilliseconds(5)) > 0);
    }

    [SkippableFact]
    public void TheJetNetworkFollowsItsFixedPointTwin()
    {
        using var file = DataFile.Open(Workspace.Shared("reference", "jet_mlp", "x.npy"));
        using var expected = DataFile.Open(Workspace.Shared("reference", "jet_mlp", "y_mantissa.npy"));
        using var reference = FloatReference.Open(Workspace.Shared("reference", "jet_mlp", "jet_mlp.onnx"));
        var data = EventData.Bind(file, [.. reference.Inputs.Select(port => new EventInput(port.Name, port.Shape))]);
        var output = Assert.Single(reference.Run(data, 0, (int)data.EventCount));
        var mantissas = new long[output.Values.Length];
        expected.Arrays[0].ReadAsLong(0, (int)data.EventCount, mantissas);
        var errors = mantissas.Select((mantissa, index) => Math.Abs(mantissa * Math.Pow(2, -11) - output.Values[index])).ToArray();

        // The fixed-point activations have 5 fraction bits and wrap at 8. No activation reaches 8 in 679 of the 4096 events (counted with
        // NumPy in double precision), and in those the truncation adds up to 0.1056 at most.
        Assert.True(errors.Chunk(output.Size).Count(differences => differences.Max() < 0.106) >= 679);

        // Reading from the middle gives the same events.
        var part = reference.Run(data, 1000, 50)[0];
        Assert.Equal(
            part.Values.Select(value => Math.Round(value, 5)),
            output.Values.Skip(5000).Take(250).Select(value => Math.Round(value, 5))
        );
    }

    private static double[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(-1000, 1000))];
}
