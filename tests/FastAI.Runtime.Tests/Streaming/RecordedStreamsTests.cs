using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;
using FastAI.Runtime.Streaming;
using FastAI.Testing;
using Xunit;

namespace FastAI.Runtime.Tests.Streaming;

public sealed class RecordedStreamsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streams").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The same file read as recordings (streamed) and as windows (one event each): the same bits, channel by channel.</summary>
    [Fact]
    public void RecordingsGiveTheModelOnEveryWindow()
    {
        int long_ = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var graph = RandomStreams.Create(seed);
            if (!graph.Stream!.Feedback.IsEmpty || graph.Inputs.Length > 1)
                continue;
            int channels = 1 + seed % 5,
                ticks =
                    graph.Stream.Ticks
                    - 1
                    + (
                        seed % 3 == 0 ? 1
                        : seed % 3 == 1 ? 7
                        : 400
                    );
            using var file = DataFile.Open(Write(graph, channels, ticks, seed));
            var streams = new RecordedStreams(graph, file, threads: 1 + seed % 2);
            Assert.Equal((channels, ticks), (streams.Channels, streams.Ticks));
            long[] streamed = [.. streams.Blocks(new Progress<string>()).SelectMany(b => b.Mantissas.ToArray())];

            var windows = EventData.Bind(file, EventInput.Of(graph));
            Assert.Equal(channels * streams.ResultsPerChannel, windows.EventCount);
            var values = new double[windows.EventCount * graph.InputCount];
            windows.ReadAsDouble(0, 0, (int)windows.EventCount, values);
            var emulator = Emulator.Create(graph);
            long[] mantissas = new long[values.Length],
                expected = new long[windows.EventCount * graph.OutputCount];
            emulator.QuantizeInputs(values, mantissas);
            emulator.Run(mantissas, expected);
            Assert.True(expected.AsSpan().SequenceEqual(streamed), $"seed {seed}");
            if (streams.ResultsPerChannel > 1)
                long_++;
        }
        Assert.InRange(long_, 15, 60);
    }

    [Fact]
    public void FeedbackRunsFromTheFirstTickOfEachChannel()
    {
        for (int seed = 4; seed < 60; seed += 5)
        {
            var graph = RandomStreams.Create(seed);
            using var file = DataFile.Open(Write(graph, 3, 40, seed));
            var streams = new RecordedStreams(graph, file, threads: 2);
            long[] streamed = [.. streams.Blocks(new Progress<string>()).SelectMany(b => b.Mantissas.ToArray())];
            var data = EventData.Bind(file, EventInput.SamplesOf(graph));
            var emulator = StreamEmulator.Create(graph, 1);
            var rows = new double[3 * data.ElementsPerRow(0)];
            data.ReadRows(0, 0, 3, rows);
            var mantissas = new long[rows.Length];
            emulator.QuantizeSamples(rows, mantissas);
            var expected = new List<long>();
            for (int c = 0; c < 3; c++)
                foreach (
                    long[] result in StreamOracle.Windows(
                        graph,
                        [
                            .. Enumerable
                                .Range(0, 40)
                                .Select(t => mantissas.AsSpan((c * 40 + t) * emulator.SampleCount, emulator.SampleCount).ToArray()),
                        ]
                    )
                )
                    expected.AddRange(result);
            Assert.Equal(expected, streamed);
        }
    }

    [Fact]
    public void RecordingsThatDoNotFitAreRefused()
    {
        var graph = Enumerable
            .Range(0, 100)
            .Select(RandomStreams.Create)
            .First(g => g.Inputs.Length == 1 && g.InputCount >= 2 * g.Stream!.Ticks);
        string path = Path.Combine(folder, "other.npy");
        using (var writer = new NpyWriter<double>(path, [2, 10007]))
        {
            writer.Append(new double[2 * 10007]);
            writer.Complete();
        }
        using var file = DataFile.Open(path);
        var e = Assert.Throws<FastAIException>(() => new RecordedStreams(graph, file));
        Assert.Contains("does not fit input", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Real recordings of all samples, channel by channel, in the layout of the model's input with a longer time axis.</summary>
    private string Write(FixedGraph graph, int channels, int ticks, int seed)
    {
        var (node, axis) = (graph.Nodes[graph.Inputs[0]], graph.Stream!.TimeAxes[0]);
        long[] shape =
            axis < 0
                ? [channels, ticks, .. node.Type.Shape.Extents.Select(e => (long)e)]
                : [channels, .. node.Type.Shape.Extents.Select((e, i) => i == axis ? (long)ticks : e)];
        string path = Path.Combine(folder, $"{seed}.npy");
        var random = new Random(seed);
        using var writer = new NpyWriter<double>(path, shape);
        writer.Append([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (random.NextDouble() - 0.4) * 20)]);
        writer.Complete();
        return path;
    }
}
