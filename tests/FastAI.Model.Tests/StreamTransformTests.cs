using FastAI.Model.Serialization;
using FastAI.Model.Streaming;
using FastAI.Testing;
using Xunit;

namespace FastAI.Model.Tests;

public sealed class StreamTransformTests
{
    [Fact]
    public void EveryTickAfterTheWarmUpGivesTheModelOnItsWindow()
    {
        int states = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            var graph = RandomStreams.Create(seed);
            states += Same(graph, seed).States.Length;
        }
        Assert.InRange(states, 400, int.MaxValue);
    }

    [Fact]
    public void GraphsWithoutStructureInTimeRunOnAStreamToo()
    {
        int compared = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var graph = RandomGraphs.Create(seed);
            if (graph.Inputs.Length > 1)
                continue;
            var shape = graph.Nodes[graph.Inputs[0]].Type.Shape;
            int axis = seed % shape.Rank;
            graph = graph with { Stream = new StreamSettings(shape[axis], [axis], []) };
            try
            {
                Same(graph, seed);
                compared++;
            }
            catch (FastAIException e) when (e.Message.Contains("state one format for all ticks", StringComparison.Ordinal)) { }
        }
        Assert.InRange(compared, 100, 300);
    }

    [Fact]
    public void TheFileKeepsHowAModelRunsOnAStream()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var graph = RandomStreams.Create(seed);
            var stream = new MemoryStream();
            FaiFile.Save(graph, stream);
            var back = FaiFile.Load(new MemoryStream(stream.ToArray()), "memory");
            Assert.Equal(graph.Stream, back.Stream);
            Assert.Equal(StreamTransform.Of(graph).States.AsEnumerable(), StreamTransform.Of(back).States);
        }
    }

    private static StreamGraph Same(FixedGraph.FixedGraph graph, int seed)
    {
        var stream = StreamTransform.Of(graph);
        stream.Verify();
        Assert.Equal(graph.Stream!.Ticks - 1, stream.WarmUp);
        var columns = RandomInputs.For(stream.Step, seed, stream.WarmUp + 6);
        int width = stream.Step.Inputs.Take(stream.SampleInputs).Sum(i => stream.Step.Nodes[i].Type.Count),
            stride = stream.Step.InputCount;
        long[][] samples = [.. Enumerable.Range(0, stream.WarmUp + 6).Select(t => columns.AsSpan(t * stride, width).ToArray())];
        var expected = StreamOracle.Windows(graph, samples);
        var results = StreamOracle.Steps(stream, samples);
        Assert.Equal(expected.Count, results.Count);
        for (int t = 0; t < expected.Count; t++)
            Assert.Equal(expected[t], results[t]);
        return stream;
    }
}
