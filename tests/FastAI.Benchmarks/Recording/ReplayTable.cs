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
/// Prints the speed of replay beside that of the emulator alone on the same events. Reading and emulation run side by side, so that what counts is the slower of the two.
/// </summary>
internal static class ReplayTable
{
    private const int Channels = 64;
    private const int Rounds = 7;

    public static int Print()
    {
        Console.WriteLine($"{"model",-20} {"events",9} {"emulator M/s",13} {"replay M/s",11} {"ratio",7} {"CPU ns/event: emulator",24} {"replay",8}");
        foreach (var graph in (FixedGraph[])[ReferenceModels.Mlp(), ReferenceModels.Calorimeter()])
        {
            var emulator = Emulator.Create(graph);
            byte[] recording = Recorded(emulator, frames: graph.Name.StartsWith("mlp", StringComparison.Ordinal) ? 20000 : 4000, out int events);
            double alone = double.MaxValue, replay = double.MaxValue, aloneCpu = double.MaxValue, replayCpu = double.MaxValue;
            for (int i = 0; i < Rounds; i++)
            {
                // Taken in turn, so that the load of the machine is in both.
                var start = Environment.CpuUsage.TotalTime;
                alone = Math.Min(alone, Alone(emulator, events));
                var middle = Environment.CpuUsage.TotalTime;
                replay = Math.Min(replay, Replayed(emulator, recording, events));
                aloneCpu = Math.Min(aloneCpu, (middle - start).TotalNanoseconds / events);
                replayCpu = Math.Min(replayCpu, (Environment.CpuUsage.TotalTime - middle).TotalNanoseconds / events);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{graph.Name,-20} {events,9} {events / alone / 1e6,13:F2} {events / replay / 1e6,11:F2} {alone / replay,7:F2} {aloneCpu,24:F1} {replayCpu,8:F1}"));
        }
        return 0;
    }

    private static byte[] Recorded(Emulator emulator, int frames, out int events)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(stream, new RunHeader());
        var random = new Random(6);
        var format = emulator.Inputs[0].Formats[0];
        var samples = new short[Channels * emulator.InputCount];
        for (int k = 0; k < frames; k++)
        {
            for (int i = 0; i < samples.Length; i++) samples[i] = (short)random.NextInt64(format.MinMantissa, format.MaxMantissa + 1);
            writer.Append(
                new FrameHeader { Kind = FrameKind.Data, Flags = FrameFlags.HasBc, EventNumber = (uint)k, Orbit = (uint)(k / 3564), Bc = (ushort)(k % 3564), Channels = Channels },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(samples.AsSpan())));
        }
        writer.Complete();
        events = frames * Channels;
        return stream.ToArray();
    }

    private static double Alone(Emulator emulator, int events)
    {
        bool narrow = emulator.Inputs.Concat(emulator.Outputs).All(p => p.Formats.Stored.All(f => f.Width + (f.Signed ? 0 : 1) <= 16));
        return narrow ? Time(new short[1024 * emulator.InputCount], new short[1024 * emulator.OutputCount], (a, b) => emulator.Run(a, b), events)
            : Time(new int[1024 * emulator.InputCount], new int[1024 * emulator.OutputCount], (a, b) => emulator.Run(a, b), events);
    }

    private static double Time<T>(T[] inputs, T[] outputs, Action<T[], T[]> run, int events)
    {
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < events; done += 1024) run(inputs, outputs);
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
