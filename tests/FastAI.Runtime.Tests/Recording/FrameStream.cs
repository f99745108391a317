using System.Runtime.InteropServices;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>A recording in own frames, frame by frame: the run frame first, the end frame last.</summary>
internal sealed class FrameStream
{
    private FrameStream(List<byte[]> frames, List<short[]> samples)
    {
        Frames = frames;
        Samples = samples;
    }

    internal List<byte[]> Frames { get; }

    /// <summary>Samples of each data frame; data frame k is frame k + 1.</summary>
    internal List<short[]> Samples { get; }

    internal static FrameStream Make(Random random, int count, int channels, int samples)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(
            stream,
            new RunHeader { Run = 7, Channels = [.. Enumerable.Range(0, channels).Select(c => new RecordingChannel(2, c, 14, $"c{c}"))] }
        );
        var frames = new List<byte[]> { Taken(stream) };
        var all = new List<short[]>();
        for (int k = 0; k < count; k++)
        {
            var values = new short[channels * samples];
            for (int i = 0; i < values.Length; i++)
                values[i] = (short)random.Next(-8192, 8192);
            all.Add(values);
            long bc = 3500 + (long)k * samples;
            writer.Append(
                new FrameHeader
                {
                    Kind = FrameKind.Data,
                    Flags = FrameFlags.HasBc,
                    EventNumber = (uint)k,
                    Orbit = (uint)(bc / 3564),
                    Bc = (ushort)(bc % 3564),
                    Board = 2,
                    Channels = (ushort)channels,
                },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(values.AsSpan()))
            );
            frames.Add(Taken(stream));
        }
        writer.Complete();
        frames.Add(Taken(stream));
        return new FrameStream(frames, all);
    }

    internal byte[] ToBytes() => [.. Frames.SelectMany(f => f)];

    private static byte[] Taken(MemoryStream stream)
    {
        byte[] bytes = stream.ToArray();
        stream.SetLength(0);
        return bytes;
    }
}
