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
/// Prints the speed of replay beside that of the emulator alone on the same events, by the clock and by processor time. Reading and emulation run side by side: with a processor for each, the
/// slower of the two counts; the ratio of processor times is what is left where they share one, and does not depend on what else the machine does. It is held against the limit.
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
        Console.WriteLine($"{"model",-20} {"events",9} {"emulator M/s",13} {"replay M/s",11} {"ratio",7} {"CPU ns/event: emulator",24} {"replay",8} {"ratio",7} {"of the limit",13}");
        foreach (var graph in (FixedGraph[])[ReferenceModels.Mlp(), ReferenceModels.Calorimeter()])
        {
            var emulator = Emulator.Create(graph);
            byte[] recording = Recorded(emulator, out short[] inputs, frames: graph.Name.StartsWith("mlp", StringComparison.Ordinal) ? 20000 : 4000, out int events);
            var run = Alone(emulator, inputs);
            // Until the runtime has compiled everything with what it has seen of it.
            var warm = Stopwatch.StartNew();
            while (warm.Elapsed.TotalSeconds < WarmSeconds)
            {
                run();
                Replayed(emulator, recording, events);
            }
            double alone = double.MaxValue, replay = double.MaxValue, aloneCpu = double.MaxValue, replayCpu = double.MaxValue;
            for (int i = 0; i < Rounds; i++)
            {
                // Taken in turn, so that the load of the machine is in both.
                var start = Environment.CpuUsage.TotalTime;
                alone = Math.Min(alone, run());
                var middle = Environment.CpuUsage.TotalTime;
                replay = Math.Min(replay, Replayed(emulator, recording, events));
                aloneCpu = Math.Min(aloneCpu, (middle - start).TotalNanoseconds / events);
                replayCpu = Math.Min(replayCpu, (Environment.CpuUsage.TotalTime - middle).TotalNanoseconds / events);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{graph.Name,-20} {events,9} {events / alone / 1e6,13:F2} {events / replay / 1e6,11:F2} {alone / replay,7:F2} {aloneCpu,24:F1} {replayCpu,8:F1} {aloneCpu / replayCpu,7:F2} {aloneCpu / replayCpu / Limit,13:P0}"));
        }
        return 0;
    }

    private static byte[] Recorded(Emulator emulator, out short[] inputs, int frames, out int events)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(stream, new RunHeader());
        var random = new Random(6);
        var format = emulator.Inputs[0].Formats[0];
        int size = Channels * emulator.InputCount;
        inputs = new short[frames * size];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = (short)random.NextInt64(format.MinMantissa, format.MaxMantissa + 1);
        for (int k = 0; k < frames; k++)
        {
            writer.Append(
                new FrameHeader { Kind = FrameKind.Data, Flags = FrameFlags.HasBc, EventNumber = (uint)k, Orbit = (uint)(k / 3564), Bc = (ushort)(k % 3564), Channels = Channels },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(inputs.AsSpan(k * size, size))));
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
        var report = Replay.RunAsync(reader, "synthetic", emulator, new FirmwareTiming(10, 1, 320, 1), new ReplayOptions { Raw = true }).GetAwaiter().GetResult();
        if (report.Firmware.Accepted != events) throw new InvalidOperationException($"{report.Firmware.Accepted} of {events} events came through");
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
