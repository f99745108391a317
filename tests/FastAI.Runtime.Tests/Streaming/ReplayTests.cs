using System.Runtime.InteropServices;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Data;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;
using FastAI.Runtime.Streaming;
using FastAI.Runtime.Tests.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Streaming;

public sealed class ReplayTests
{
    private const int Window = 5;
    private const int Channels = 3;
    private static readonly FirmwareTiming Timing = new(14, 1, 320, 1);
    private static readonly long[] Weights = [3, -7, 11, 2, -1];

    [Fact]
    public async Task WaveformsInChannelsGiveEachChannelsResult()
    {
        var random = new Random(1);
        var (stream, samples) = Frames(random, 700, Window, continuous: false, _ => true);
        var (results, report) = await RunAsync(stream, new ReplayOptions { FifoDepth = 0 });
        Assert.Equal(samples.Count * Channels, results.Records.Count);
        for (int e = 0; e < results.Records.Count; e++)
        {
            var record = samples[e / Channels].AsSpan(e % Channels * Window, Window);
            Assert.Equal([Expected(record.ToArray())], results.Records[e].Samples);
            Assert.Equal((e / Channels, e % Channels), ((int)results.Records[e].Number, results.Records[e].Channel));
        }
        Assert.True(report.Firmware.ConstantLatency);
        Assert.Equal((14, 14, 0), (report.Firmware.MinCycles, report.Firmware.MaxCycles, report.Firmware.Overflows));
    }

    /// <summary>A continuous stream of 40 MHz over an orbit wrap: every sample from the fifth on gives a result, always
    /// as many bunch crossings later.</summary>
    [Fact]
    public async Task AContinuousStreamSlidesOverTheOrbitWrap()
    {
        var (stream, samples) = Frames(new Random(2), 400, 10, continuous: true, _ => true);
        var (results, report) = await RunAsync(stream, new ReplayOptions());
        CheckWindows(
            results,
            [
                [.. Enumerable.Range(0, 400)],
            ],
            samples,
            10
        );
        Assert.Equal(400 * 10 * Channels, report.Events + Channels * (Window - 1));
        Assert.Equal((1L, 1L), (report.Firmware.MinBcDistance, report.Firmware.MaxBcDistance));
        Assert.Equal(1, report.Firmware.OrbitWraps);
        Assert.Equal(Channels, report.Firmware.ResultsInNextOrbit - report.Firmware.ResultsInNextOrbit % Channels);
        Assert.True(report.Firmware.ConstantLatency);
    }

    /// <summary>Lost frames: no window spans the gap, and nothing behind it is lost.</summary>
    [Fact]
    public async Task NoWindowSpansAGap()
    {
        var (stream, samples) = Frames(new Random(3), 60, 10, continuous: true, k => k is not (20 or 21 or 40));
        var (results, report) = await RunAsync(stream, new ReplayOptions(), new RecordingOptions { OnError = OnError.Skip });
        CheckWindows(
            results,
            [
                [.. Enumerable.Range(0, 20)],
                [.. Enumerable.Range(22, 18)],
                [.. Enumerable.Range(41, 19)],
            ],
            samples,
            10
        );
        Assert.Equal(2 * Channels, report.Interruptions);
        Assert.Equal(3, report.Missing);
    }

    [Fact]
    public async Task AFasterRateThanTheDesignOverflowsTheFifo()
    {
        var (stream, _) = Frames(new Random(4), 1000, Window, continuous: false, _ => true);
        var options = new ReplayOptions
        {
            Rate = ReplayRate.Parse("160"),
            FifoDepth = 4,
            DeadlineNs = 50,
        };
        var (results, report) = await RunAsync(stream, options, timing: new FirmwareTiming(14, 3, 320, 1));
        // Every 2 cycles an event comes, every 3 one goes: of 1000 a third is lost, once the FIFO is full.
        Assert.InRange(report.Firmware.Overflows / Channels, 325, 334);
        Assert.Equal(4, report.Firmware.FifoHighWater);
        Assert.Equal(report.Firmware.Accepted, results.Records.Count);
        Assert.False(report.Firmware.ConstantLatency);
        Assert.True(report.Firmware.DeadlineMisses > 0 && report.Firmware.DeadTime > 0.2);
    }

    [Fact]
    public async Task AtTheGreatestRateNothingWaits()
    {
        var (stream, _) = Frames(new Random(4), 100, Window, continuous: false, _ => true);
        var (results, report) = await RunAsync(
            stream,
            new ReplayOptions { Rate = ReplayRate.Max, FifoDepth = 0 },
            timing: new FirmwareTiming(14, 3, 320, 1)
        );
        Assert.Equal(300, results.Records.Count);
        Assert.Equal((14, 14), (report.Firmware.MinCycles, report.Firmware.MaxCycles));
    }

    [Fact]
    public async Task RecordsWithoutTimeNeedARate()
    {
        var text = new MemoryStream("1,2,3,4,5\n6,7,8,9,10\n"u8.ToArray());
        var e = await Assert.ThrowsAsync<FastAIException>(() => RunAsync(text, new ReplayOptions()));
        Assert.Equal(ExitCode.Usage, e.Code);
        var (results, _) = await RunAsync(
            new MemoryStream("1,2,3,4,5\n6,7,8,9,10\n"u8.ToArray()),
            new ReplayOptions { Rate = ReplayRate.Parse("40") }
        );
        Assert.Equal([Expected([1, 2, 3, 4, 5]), Expected([6, 7, 8, 9, 10])], results.Records.Select(r => r.Samples[0]));
    }

    [Fact]
    public async Task RecordsOfAnotherLengthAreRefusedOrPicked()
    {
        var e = await Assert.ThrowsAsync<FastAIException>(() =>
            RunAsync(new MemoryStream("1,2,3,4,5,6,7\n"u8.ToArray()), new ReplayOptions { Rate = ReplayRate.Max })
        );
        Assert.Contains("--from-sample", e.Message, StringComparison.Ordinal);
        var (results, _) = await RunAsync(
            new MemoryStream("1,2,3,4,5,6,7\n"u8.ToArray()),
            new ReplayOptions { Rate = ReplayRate.Max, FromSample = 2 }
        );
        Assert.Equal(Expected([3, 4, 5, 6, 7]), Assert.Single(results.Records).Samples[0]);
    }

    /// <summary>Samples outside the input's format are limited as the model says, and counted.</summary>
    [Fact]
    public async Task SamplesOutsideTheFormatAreLimited()
    {
        var (results, report) = await RunAsync(
            new MemoryStream("9000,2,3,4,-9000\n"u8.ToArray()),
            new ReplayOptions { Rate = ReplayRate.Max }
        );
        Assert.Equal(2, report.Limited);
        Assert.Equal(Expected([8191, 2, 3, 4, -8192]), Assert.Single(results.Records).Samples[0]);
    }

    private static long Expected(short[] samples) => samples.Zip(Weights, (s, w) => s * w).Sum();

    private static void CheckWindows(Collected results, int[][] stretches, List<short[]> samples, int per)
    {
        for (int c = 0; c < Channels; c++)
        {
            var expected = new List<long>();
            foreach (var stretch in stretches)
            {
                var all = stretch.SelectMany(k => samples[k].Skip(c * per).Take(per)).ToArray();
                for (int i = Window; i <= all.Length; i++)
                    expected.Add(Expected(all[(i - Window)..i]));
            }
            Assert.Equal(expected, results.Records.Where(r => r.Channel == c).Select(r => r.Samples[0]));
        }
    }

    /// <summary>Frames from bunch crossing 3000 on; those that are not kept are missing.</summary>
    private static (MemoryStream Stream, List<short[]> Samples) Frames(
        Random random,
        int count,
        int per,
        bool continuous,
        Func<int, bool> keep
    )
    {
        var stream = new MemoryStream();
        var writer = new FrameWriter(stream, new RunHeader());
        var samples = new List<short[]>();
        for (int k = 0; k < count; k++)
        {
            var values = new short[Channels * per];
            for (int i = 0; i < values.Length; i++)
                values[i] = (short)random.Next(-8192, 8192);
            samples.Add(values);
            long bc = 3000 + (long)k * per,
                before = stream.Length;
            writer.Append(
                new FrameHeader
                {
                    Kind = FrameKind.Data,
                    Flags = FrameFlags.HasBc | (continuous ? FrameFlags.Continuous : 0),
                    EventNumber = (uint)k,
                    Orbit = (uint)(bc / 3564),
                    Bc = (ushort)(bc % 3564),
                    Channels = Channels,
                },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(values.AsSpan()))
            );
            if (!keep(k))
                stream.SetLength(before);
            stream.Position = stream.Length;
        }
        writer.Complete();
        return (new MemoryStream(stream.ToArray()), samples);
    }

    private static async Task<(Collected Results, ReplayReport Report)> RunAsync(
        Stream stream,
        ReplayOptions options,
        RecordingOptions? recording = null,
        FirmwareTiming? timing = null
    )
    {
        var builder = new FixedGraphBuilder("weighted_sum");
        int x = builder.Input("x", new Shape(Window), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 14, 14), Window));
        builder.Output(
            "y",
            builder.Affine(
                "sum",
                x,
                new Shape(1),
                [new AffineBlock(Window, 1, [0, 1, 2, 3, 4], [0], [.. Weights], [0])],
                PerElement<int>.Uniform(0, 1)
            )
        );
        var results = new Collected();
        await using var reader = await RecordingReader.OpenAsync(stream, "recording", recording);
        var report = await Replay.RunAsync(
            reader,
            "recording",
            Emulator.Create(builder.Build()),
            timing ?? Timing,
            options with
            {
                Results = results,
            }
        );
        return (results, report);
    }
}
