using System.Diagnostics;
using System.Globalization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Data;
using FastAI.Runtime.Streaming;

namespace FastAI.Cli;

/// <summary>Writes the results of recordings through a design on a stream: channels x results x output elements, without the middle
/// axis where each channel has one.</summary>
internal static class StreamEmulation
{
    public static void Run(FixedGraph graph, DataFile file, string path, bool raw, int threads)
    {
        var streams = new RecordedStreams(graph, file, threads);
        long[] output = graph.Outputs is [var only]
            ? [.. graph.Nodes[only.Node].Type.Shape.Extents.Select(e => (long)e)]
            : [graph.OutputCount];
        long[] shape =
            streams.ResultsPerChannel == 1 ? [streams.Channels, .. output] : [streams.Channels, streams.ResultsPerChannel, .. output];
        var clock = Stopwatch.StartNew();
        if (raw)
            WriteRaw(streams, path, shape);
        else
            WriteReal(
                streams,
                path,
                shape,
                [
                    .. graph.Outputs.SelectMany(o =>
                        Enumerable.Range(0, graph.Nodes[o.Node].Type.Count).Select(i => graph.Nodes[o.Node].Type[i].Format)
                    ),
                ]
            );
        Terminal.ClearProgress();
        Terminal.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{streams.Channels} channels of {streams.Ticks} ticks in {clock.Elapsed.TotalSeconds:F2} s with file access; {streams.Limited} samples outside their format; wrote {path}"
            )
        );
    }

    private static void WriteRaw(RecordedStreams streams, string path, long[] shape)
    {
        using var writer = new NpyWriter<long>(path, shape);
        foreach (var block in streams.Blocks(Terminal.Progress))
            writer.Append(block.Mantissas.Span);
        writer.Complete();
    }

    private static void WriteReal(RecordedStreams streams, string path, long[] shape, FixedFormat[] formats)
    {
        using var writer = new NpyWriter<double>(path, shape);
        double[] steps = [.. formats.Select(f => f.Step)];
        foreach (var block in streams.Blocks(Terminal.Progress))
        {
            var mantissas = block.Mantissas.Span;
            var values = new double[mantissas.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = mantissas[i] * steps[i % steps.Length];
            writer.Append(values);
        }
        writer.Complete();
    }
}
