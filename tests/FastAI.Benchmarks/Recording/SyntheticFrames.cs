using System.Runtime.InteropServices;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Benchmarks.Recording;

/// <summary>
/// A stream of own frames of any length: one block of frames over and over, each block a run of its own, so that nothing
/// of the making is in the time of reading.
/// </summary>
internal sealed class SyntheticFrames : Stream
{
    private readonly byte[] block;
    private readonly long length;
    private long position;

    /// <param name="channels">Channels of a frame.</param>
    /// <param name="samples">Samples of a channel.</param>
    /// <param name="bytes">Bytes of the stream, at least; whole blocks.</param>
    internal SyntheticFrames(int channels, int samples, long bytes)
    {
        block = Make(channels, samples);
        length = (bytes + block.Length - 1) / block.Length * block.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int at = (int)(position % block.Length);
        int count = (int)Math.Min(Math.Min(buffer.Length, block.Length - at), length - position);
        block.AsSpan(at, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Make(int channels, int samples)
    {
        const int blockBytes = 512 << 10;
        using var stream = new MemoryStream();
        var random = new Random(40);
        var frames = new FrameWriter(
            stream,
            new RunHeader { Channels = [.. Enumerable.Range(0, channels).Select(c => new RecordingChannel(0, c, 14, $"cell {c}"))] }
        );
        var values = new short[channels * samples];
        for (uint bc = 0; stream.Length < blockBytes; bc += (uint)samples)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = (short)random.Next(1 << 14);
            frames.Append(
                new FrameHeader
                {
                    Kind = FrameKind.Data,
                    Flags = FrameFlags.HasBc | FrameFlags.Continuous,
                    Orbit = bc / 3564,
                    Bc = (ushort)(bc % 3564),
                    Channels = (ushort)channels,
                },
                new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(values.AsSpan()))
            );
        }
        frames.Complete();
        return stream.ToArray();
    }
}
