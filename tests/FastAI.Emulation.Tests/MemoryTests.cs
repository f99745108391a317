using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>What a plan keeps, measured with no other test beside it, whose memory would count too.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    /// <summary>A dense layer of a million parameters is loaded and planned; the weights are stored once.</summary>
    [Fact]
    public void AMillionParametersArePlannedOnce()
    {
        const int Width = 1000;
        var random = new Random(1);
        var builder = new FixedGraphBuilder("million");
        int x = builder.Input("x", new Shape(Width), PerElement<FixedFormat>.Uniform(new(true, 8, 3), Width));
        int[] all = [.. Enumerable.Range(0, Width)];
        int sum = builder.Affine(
            "dense",
            x,
            new Shape(Width),
            [
                new(
                    Width,
                    Width,
                    [.. all],
                    [.. all],
                    [.. Enumerable.Range(0, Width * Width).Select(_ => (long)random.Next(-32, 32))],
                    [.. new long[Width]]
                ),
            ],
            PerElement<int>.Uniform(10, Width)
        );
        builder.Output(
            "y",
            builder.Quantize("q", sum, PerElement<FixedFormat>.Uniform(new(true, 16, 11), Width), Rounding.Rnd, Overflow.Sat)
        );
        var graph = builder.Build();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var emulator = Emulator.Create(graph);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, Width * Width / 2, 20L * Width * Width);
        long[] inputs = RandomInputs.For(graph, 1, 2),
            outputs = new long[2 * Width];
        emulator.Run(inputs, outputs);
        Assert.Equal(Oracle.Run(graph, inputs), outputs);
    }
}
