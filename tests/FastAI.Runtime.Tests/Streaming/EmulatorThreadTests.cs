using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Streaming;
using FastAI.Runtime.Tests.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Streaming;

public sealed class EmulatorThreadTests
{
    private const int Inputs = 5;
    private static readonly long[] Weights = [3, -7, 11, 2, -1];

    /// <summary>Reading that takes longer than emulating brings a second thread in; every event before, at and behind the
    /// change has its result, in order.</summary>
    [Fact]
    public void SlowReadingBringsAThreadInAndNothingIsLost()
    {
        var (emulator, results) = (Create(), new Collected());
        using var thread = new EmulatorThread<int>(emulator, new ResultComparison([], emulator.Outputs), results);
        var random = new Random(8);
        var expected = new List<long>();
        bool wasAlone = false;
        for (int b = 0; b < 300; b++)
        {
            var batch = thread.Rent();
            Thread.Sleep(1);
            for (int e = 0; e < 1 + b % 7; e++)
            {
                batch.Append(1, expected.Count, 0);
                var inputs = batch.InputsOf(e);
                for (int i = 0; i < Inputs; i++)
                    inputs[i] = random.Next(-8192, 8192);
                expected.Add(inputs.ToArray().Zip(Weights, (x, w) => x * w).Sum());
            }
            wasAlone |= !thread.IsBeside;
            thread.Run(batch);
        }
        thread.Complete();
        Assert.True(wasAlone && thread.IsBeside);
        Assert.Equal(expected, results.Records.Select(r => r.Samples[0]));
        Assert.Equal(Enumerable.Range(0, expected.Count), results.Records.Select(r => (int)r.Number));
    }

    private static Emulator Create()
    {
        var builder = new FixedGraphBuilder("weighted_sum");
        int x = builder.Input("x", new Shape(Inputs), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 14, 14), Inputs));
        builder.Output(
            "y",
            builder.Affine(
                "sum",
                x,
                new Shape(1),
                [new AffineBlock(Inputs, 1, [0, 1, 2, 3, 4], [0], [.. Weights], [0])],
                PerElement<int>.Uniform(0, 1)
            )
        );
        return Emulator.Create(builder.Build());
    }
}
