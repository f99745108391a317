using System.Buffers.Binary;
using FastAI.Model;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>Writes own frames to a stream: the run frame first, then data frames, the end frame by <see cref="Complete"/>.</summary>
public sealed class FrameWriter
{
    private readonly Stream stream;
    private readonly byte[] frame = new byte[FrameHeader.Size + FrameHeader.MaxPayload + FrameHeader.TrailerSize];
    private uint sequence;

    /// <param name="stream">Stays open.</param>
    /// <param name="run">What the run frame says.</param>
    public FrameWriter(Stream stream, RunHeader run)
    {
        this.stream = stream;
        byte[] payload = run.ToBytes();
        if (payload.Length > FrameHeader.MaxPayload)
            throw FastAIException.BadInput(
                $"a channel map of {run.Channels.Length} channels does not fit a frame; at most {RunHeader.MaxChannels} do"
            );
        Write(new FrameHeader { Kind = FrameKind.Run, PayloadBytes = payload.Length }, payload);
    }

    /// <summary>Writes a data frame; sequence and size are filled in.</summary>
    /// <param name="header">Time, address and number of channels; the samples of one channel are all that
    /// there are divided by that number.</param>
    /// <param name="samples">Channel after channel.</param>
    public void Append(FrameHeader header, SampleSpan samples)
    {
        if (!FrameHeader.CanHold(samples.Kind))
            throw FastAIException.BadInput($"own frames hold samples of 8, 16 or 32 bits, not {samples.Kind}");
        if (header.Channels == 0 || samples.Count % header.Channels != 0)
            throw new ArgumentException($"{samples.Count} samples are not those of {header.Channels} channels");
        if (samples.Bytes.Length > FrameHeader.MaxPayload)
            throw FastAIException.BadInput(
                $"a record of {samples.Bytes.Length} bytes does not fit a frame; at most {FrameHeader.MaxPayload} do"
            );
        Write(
            header with
            {
                Kind = FrameKind.Data,
                Samples = samples.Kind,
                Sequence = sequence++,
                SamplesPerChannel = (uint)(samples.Count / header.Channels),
                PayloadBytes = samples.Bytes.Length,
            },
            samples.Bytes
        );
    }

    /// <summary>Writes the end frame, by which a reader knows that nothing is missing.</summary>
    public void Complete()
    {
        Write(new FrameHeader { Kind = FrameKind.End, Sequence = sequence }, []);
        stream.Flush();
    }

    private void Write(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        header.Write(frame);
        payload.CopyTo(frame.AsSpan(FrameHeader.Size));
        int end = FrameHeader.Size + payload.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(end), Crc32C.Of(frame.AsSpan(0, end)));
        stream.Write(frame.AsSpan(0, end + FrameHeader.TrailerSize));
    }
}
