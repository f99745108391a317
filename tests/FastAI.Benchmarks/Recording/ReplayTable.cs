using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FastAI.Benchmarks.Emulation;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;
using FastAI.Runtime.Streaming;

namespace FastAI.Benchmarks.Recording;

/// <summary>
/// Prints the speed of replay beside that of the emulator alone on the same events, by the clock and by processor time of the whole
/// process: medians over rounds in which both run in turn, and the median, lowest and highest of the rounds' own ratios. Reading and
/// emulation run side by side: with a processor for each, the slower of the two counts by the clock; by processor time everything counts,
/// waiting in loops included. Both ratios are held against the limit.
/// </summary>
internal static class ReplayTable
{
    private const int Channels = 64;
    private const int Batch = 1024;
    private const int Rounds = 21;
    private const double Limit = 0.8;
    private const double WarmSeconds = 1.5;

    private delegate void Run<T>(ReadOnlySpan<T> inputs, Span<T> outputs);

    public static int Print()
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"replay against the emulator alone, limit {Limit}; medians of {Rounds} rounds of both in turn; ratios: median (lowest to highest round)"
            )
        );
        Console.WriteLine(
            $"{"model", -20} {"events", 9} {"ns/event, clock: emulator", 26} {"replay", 7} {"ratio", 22} {"processor: emulator", 20} {"replay", 7} {"ratio", 22}"
        );
        foreach (var graph in (FixedGraph[])[ReferenceModels.Mlp(), ReferenceModels.Calorimeter()])
        {
            var emulator = Emulator.Create(graph);
            byte[] recording = Recorded(
                emulator,
                out short[] inputs,
                frames: graph.Name.StartsWith("mlp", StringComparison.Ordinal) ? 20000 : 4000,
                out int events
            );
            var run = Alone(emulator, inputs);
            // Until the runtime has compiled everything with what it has seen of it.
            var warm = Stopwatch.StartNew();
            while (warm.Elapsed.TotalSeconds < WarmSeconds)
            {
                run();
                Replayed(emulator, recording, events);
            }
            var (alone, replay, aloneCpu, replayCpu) = (new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]);
            for (int i = 0; i < Rounds; i++)
            {
                // Taken in turn, so that the load of the machine is in both.
                var start = Environment.CpuUsage.TotalTime;
                alone[i] = run() * 1e9 / events;
                var middle = Environment.CpuUsage.TotalTime;
                replay[i] = Replayed(emulator, recording, events) * 1e9 / events;
                aloneCpu[i] = (middle - start).TotalNanoseconds / events;
                replayCpu[i] = (Environment.CpuUsage.TotalTime - middle).TotalNanoseconds / events;
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{graph.Name, -20} {events, 9} {Median(alone), 26:F1} {Median(replay), 7:F1} {Ratios(alone, replay), 22} {Median(aloneCpu), 20:F1} {Median(replayCpu), 7:F1} {Ratios(aloneCpu, replayCpu), 22}"
                )
            );
        }
        return 0;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Ratios(double[] alone, double[] replay)
    {
        double[] ratios = [.. alone.Zip(replay, (a, r) => a / r)];
        return string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2})");
    }

    private static byte[] Recorded(Emulator emulator, out short[] inputs, int frames, out int events)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(stream, new RunHeader());
        var random = new Random(6);
        var format = emulator.Inputs[0].Formats[0];
        int size = Channels * emulator.InputCount;
        inputs = new short[frames * size];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (short)random.NextInt64(format.MinMantissa, format.MaxMantissa + 1);
        for (int k = 0; k < frames; k++)
        {
            writer.Append(
                new FrameHeader
                {
                    Kind = FrameKind.Data,
                    Flags = FrameFlags.HasBc,
                    EventNumber = (uint)k,
                    Orbit = (uint)(k / 3564),
                    Bc = (ushort)(k % 3564),
                    Channels = Channels,
                },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(inputs.AsSpan(k * size, size)))
            );
        }
        writer.Complete();
        events = frames * Channels;
        return stream.ToArray();
    }

    /// <summary>What runs the emulator over all events and says how long it took.</summary>
    private static Func<double> Alone(Emulator emulator, short[] inputs)
    {
        bool narrow = emulator.Inputs.Concat(emulator.Outputs).All(p => p.Formats.Stored.All(f => f.Width + (f.Signed ? 0 : 1) <= 16));
        int[] wide = narrow ? [] : Array.ConvertAll(inputs, i => (int)i);
        return narrow
            ? () => Time(emulator, inputs, new short[Batch * emulator.OutputCount], (i, o) => emulator.Run(i, o))
            : () => Time(emulator, wide, new int[Batch * emulator.OutputCount], (i, o) => emulator.Run(i, o));
    }

    private static double Time<T>(Emulator emulator, T[] inputs, T[] outputs, Run<T> run)
    {
        int block = Batch * emulator.InputCount;
        long start = Stopwatch.GetTimestamp();
        for (int at = 0; at < inputs.Length; at += block)
        {
            var some = inputs.AsSpan(at, Math.Min(block, inputs.Length - at));
            run(some, outputs.AsSpan(0, some.Length / emulator.InputCount * emulator.OutputCount));
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Replayed(Emulator emulator, byte[] recording, int events)
    {
        long start = Stopwatch.GetTimestamp();
        var reader = RecordingReader.OpenAsync(new MemoryStream(recording), "synthetic").AsTask().GetAwaiter().GetResult();
        var report = Replay
            .RunAsync(reader, "synthetic", emulator, new FirmwareTiming(10, 1, 320, 1), new ReplayOptions { Raw = true })
            .GetAwaiter()
            .GetResult();
        if (report.Firmware.Accepted != events)
            throw new InvalidOperationException($"{report.Firmware.Accepted} of {events} events came through");
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
