using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class ParallelPassesTests
{
    /// <summary>Graphs that are normalised side by side come out as they do one by one.</summary>
    [Fact]
    public void GraphsDoNotSeeEachOther()
    {
        FloatGraph[] graphs = [.. Enumerable.Range(0, 40).Select(k => OnnxImporter.Import(Model(2 + k % 9)))];
        int[] alone = [.. graphs.Select(g => GraphPasses.Run(g).Nodes.Length)];
        var together = new int[graphs.Length];
        for (int round = 0; round < 20; round++)
        {
            Parallel.For(0, graphs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, k =>
                together[k] = GraphPasses.Run(graphs[k]).Nodes.Length
            );
            Assert.Equal(alone, together);
        }
    }

    // Branches of which every second is a duplicate.
    private static OnnxModel Model(int branches)
    {
        var builder = new OnnxBuilder().Input("x", -1, 4);
        for (int b = 0; b < branches; b++)
            builder.Node(b % 4 < 2 ? "Sigmoid" : "Tanh", ["x"], [$"y{b}"]).Output($"y{b}");
        return builder.ToModel();
    }
}
