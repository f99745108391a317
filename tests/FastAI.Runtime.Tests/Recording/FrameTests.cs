using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

public sealed class FrameTests
{
    /// <summary>Byte by byte as README.md of the folder says, written here without the writer.</summary>
    [Fact]
    public async Task TheDocumentedBytesAreReadAndWritten()
    {
        byte[] header =
        [
            0xF5,
            0x41,
            0x49,
            0x46,
            1,
            2,
            1,
            3,
            0,
            0,
            0,
            0,
            0x2A,
            0,
            0,
            0,
            0x15,
            0xCD,
            0x5B,
            7,
            0,
            0,
            0,
            0,
            0x10,
            0,
            0,
            0,
            0xEB,
            0x0D,
            5,
            0,
            6,
            0,
            2,
            0,
            3,
            0,
            0,
            0,
            12,
            0,
            0,
            0,
        ];
        byte[] samples = [1, 0, 2, 0, 3, 0, 0xFF, 0xFF, 0xFE, 0xFF, 0xFD, 0xFF];
        byte[] checkedHeader = [.. header, .. BitConverter.GetBytes(Crc32C.Software(header))];
        byte[] frame = [.. checkedHeader, .. samples, .. BitConverter.GetBytes(Crc32C.Software([.. checkedHeader, .. samples]))];
        var (events, reader) = await Collected.ReadAsync(new MemoryStream(frame));
        var e = Assert.Single(events.Records);
        Assert.Equal((42, 123456789, 16, 3563, 5, 6, 2), (e.Number, e.Time, e.Orbit, e.Bc, e.Board, e.Channel, e.Channels));
        Assert.Equal([1, 2, 3, -1, -2, -3], e.Samples);
        Assert.Equal(0, reader.Faults.Total);
        using var written = new MemoryStream();
        var writer = new FastAI.Runtime.Recording.Writing.FrameWriter(written, new RunHeader());
        int before = (int)written.Length;
        writer.Append(
            new FrameHeader
            {
                Kind = FrameKind.Data,
                Flags = FrameFlags.HasBc | FrameFlags.HasTime,
                EventNumber = 42,
                TimeStamp = 123456789,
                Orbit = 16,
                Bc = 3563,
                Board = 5,
                Channel = 6,
                Channels = 2,
            },
            new SampleSpan(ElementKind.Int16, samples)
        );
        Assert.Equal(frame, written.ToArray()[before..]);
    }

    [Fact]
    public async Task TheRunFrameIsRead()
    {
        var whole = FrameStream.Make(new Random(1), 3, 4, 8);
        var (_, reader) = await Collected.ReadAsync(new MemoryStream(whole.ToBytes()));
        Assert.Equal(7, reader.Info.Run);
        Assert.Equal(25_000, reader.Info.BcPicoseconds);
        Assert.Equal(new RecordingChannel(2, 3, 14, "c3"), reader.Info.Channels[3]);
        Assert.Equal(0, reader.Faults.Total);
    }

    [Fact]
    public async Task TheSequenceGoesOnOverItsWrap()
    {
        using var stream = new MemoryStream();
        var bytes = new List<byte>();
        foreach (uint sequence in (uint[])[uint.MaxValue - 1, uint.MaxValue, 0, 1, 3])
        {
            var header = new byte[FrameHeader.Size];
            new FrameHeader
            {
                Kind = FrameKind.Data,
                Sequence = sequence,
                Channels = 0,
            }.Write(header);
            bytes.AddRange([.. header, .. BitConverter.GetBytes(Crc32C.Of(header))]);
        }
        var (events, reader) = await Collected.ReadAsync(new MemoryStream([.. bytes]), new RecordingOptions { OnError = OnError.Skip });
        Assert.Equal(5, events.Records.Count);
        Assert.Equal(1, reader.Faults.Missing);
        Assert.Equal(1, reader.Faults.Total);
    }

    /// <summary>One of four channels stops moving: it is reported once, and the frames, which hold the others, stay.</summary>
    [Fact]
    public async Task AStuckChannelIsFound()
    {
        var (events, reader) = await StuckAsync(channels: 4, stuck: [2]);
        Assert.Equal(400, events.Records.Count);
        var fault = Assert.Single(reader.Faults.First);
        Assert.Equal(FaultKind.StuckChannel, fault.Kind);
        Assert.Contains("channel 2 of board 2", fault.Detail, StringComparison.Ordinal);
        Assert.True(fault.Bc >= 0 && fault.Number > 100);
    }

    [Fact]
    public async Task FramesOfStuckChannelsAreLeftOut()
    {
        var (events, reader) = await StuckAsync(channels: 1, stuck: [0]);
        Assert.Equal(199 + 10, events.Records.Count);
        Assert.True(events.Records[^1].Number == 399, "the channel moves again in the last frames");
        Assert.Single(reader.Faults.First);
    }

    /// <summary>Wherever a channel's stop begins, 1250 samples of it are always found, 990 never.</summary>
    [Fact]
    public async Task AStopIsFoundWhereverItBegins()
    {
        for (int from = 50; from < 150; from += 7)
        {
            var (_, found) = await StuckAsync(channels: 3, stuck: [1], from, from + 125);
            Assert.Equal(1, found.Faults.Count(FaultKind.StuckChannel));
            var (_, shorter) = await StuckAsync(channels: 3, stuck: [1], from, from + 99);
            Assert.Equal(0, shorter.Faults.Total);
        }
    }

    private static async Task<(Collected Events, RecordingReader Reader)> StuckAsync(
        int channels,
        int[] stuck,
        int from = 100,
        int to = 390
    )
    {
        const int samples = 10,
            count = 400;
        using var stream = new MemoryStream();
        var random = new Random(9);
        var writer = new FastAI.Runtime.Recording.Writing.FrameWriter(stream, new RunHeader());
        for (int k = 0; k < count; k++)
        {
            var values = new short[channels * samples];
            for (int i = 0; i < values.Length; i++)
                values[i] = k >= from && k < to && stuck.Contains(i / samples) ? (short)77 : (short)random.Next(100);
            writer.Append(
                new FrameHeader
                {
                    Kind = FrameKind.Data,
                    Flags = FrameFlags.HasBc,
                    EventNumber = (uint)k,
                    Bc = (ushort)(k * samples % 3564),
                    Board = 2,
                    Channels = (ushort)channels,
                },
                new SampleSpan(ElementKind.Int16, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()))
            );
        }
        writer.Complete();
        return await Collected.ReadAsync(
            new MemoryStream(stream.ToArray()),
            new RecordingOptions { OnError = OnError.Skip, StuckSamples = 1000 }
        );
    }
}
