using System.Diagnostics;
using System.Globalization;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Prints how fast models on a stream are emulated, beside the same results from whole windows, and
/// how long deriving a tick takes.</summary>
internal static class StreamTable
{
    private const int Channels = 384;

    /// <summary>Prints the rows whose model is named, or all.</summary>
    public static void Print(string[] names)
    {
        Line(
            $"{"model", -24} {"stream", 8} {"derived ms", 10} {"MAC/window", 10} {"MAC/tick", 8} {"kept", 6} {"M ticks x channels/s", 20} {"whole windows", 20}"
        );
        foreach (int ticks in (int[])[16, 64, 1000])
        {
            var graph = ReferenceModels.CalorimeterStream(ticks);
            if (names.Length > 0 && !names.Any(n => graph.Name.Contains(n, StringComparison.Ordinal)))
                continue;
            StreamTransform.Of(graph);
            long start = Stopwatch.GetTimestamp();
            var stream = StreamTransform.Of(graph);
            double derived = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            double seconds = PerTick(graph),
                window = PerWindow(graph);
            long kept = Enumerable.Range(0, stream.States.Length).Sum(s => (long)stream.Step.Nodes[stream.StateNode(s)].Type.Count);
            Line(
                $"{graph.Name, -24} {Channels, 8} {derived, 10:F1} {MultiplyAdds.Of(graph).Total, 10} {MultiplyAdds.Of(stream.Step).Total, 8} {kept, 6} {1e-6 / seconds, 20:F2} {1e-6 / window, 10:F3}, x{window / seconds:F1}"
            );
        }
    }

    /// <summary>Seconds for a tick of a channel.</summary>
    private static double PerTick(FixedGraph graph)
    {
        var emulator = StreamEmulator.Create(graph, Channels);
        var random = new Random(5);
        int[] channels = [.. Enumerable.Range(0, Channels)];
        short[] samples = [.. Enumerable.Range(0, Channels * emulator.SampleCount).Select(_ => (short)random.Next(-2048, 2048))],
            results = new short[Channels * emulator.OutputCount];
        var valid = new bool[Channels];
        return Stopwatches.Best(() => emulator.Push(channels, samples, results, valid)) / Channels;
    }

    /// <summary>Seconds for a window.</summary>
    private static double PerWindow(FixedGraph graph)
    {
        var emulator = Emulator.Create(graph);
        var random = new Random(5);
        short[] inputs = [.. Enumerable.Range(0, Channels * emulator.InputCount).Select(_ => (short)random.Next(-2048, 2048))],
            results = new short[Channels * emulator.OutputCount];
        return Stopwatches.Best(() => emulator.Run(inputs, results)) / Channels;
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
