using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Serialization;
using Xunit;
using Xunit.Abstractions;

namespace FastAI.Model.Tests;

public sealed class LargeModelTests(ITestOutputHelper output)
{
    [Fact]
    public void AMillionParametersComeBackInTwoBytesEach()
    {
        var random = new Random(1);
        const int Width = 1000;
        var builder = new FixedGraphBuilder("large");
        int x = builder.Input("x", new Shape(Width), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), Width));
        ImmutableArray<int> map = [.. Enumerable.Range(0, Width)];
        var block = new AffineBlock(
            Width,
            Width,
            map,
            map,
            [.. Enumerable.Range(0, Width * Width).Select(_ => (long)random.Next(-128, 128))],
            [.. new long[Width]]
        );
        builder.Output("y", builder.Affine("dense", x, new Shape(Width), [block], PerElement<int>.Uniform(12, Width)));
        var graph = builder.Build();

        var stream = new MemoryStream();
        FaiFile.Save(graph, stream);
        Assert.InRange(stream.Length, Width * Width, 2 * Width * Width + 10_000);
        stream.Position = 0;
        long start = Environment.TickCount64;
        var back = FaiFile.Load(stream, "memory");
        output.WriteLine($"loaded {stream.Length} bytes in {Environment.TickCount64 - start} ms");
        Assert.Equal(((AffineNode)graph.Nodes[1]).Blocks[0], ((AffineNode)back.Nodes[1]).Blocks[0]);
        Assert.Equal(graph.Nodes[1].Type.Elements, back.Nodes[1].Type.Elements);
    }
}
