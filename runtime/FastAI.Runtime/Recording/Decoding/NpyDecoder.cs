using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Decodes a NumPy array as it streams by: the first axis counts events, each event's elements are its samples.</summary>
internal sealed class NpyDecoder(string source) : RecordingDecoder
{
    private const int PreambleBytes = 12;
    private const int MaxHeaderBytes = 1 << 20;

    private NpyHeader? header;
    private ElementDecoder? swapper;
    private double[] reals = [];
    private long[] integers = [];
    private int elements;
    private long events;

    internal override RecordingInfo Info { get; } = new() { Format = RecordingFormat.Npy, Description = "NumPy array" };

    internal override bool HasChannels => false;

    internal override int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int used = 0;
        if (header is null)
        {
            used = ReadHeader(bytes, last);
            if (used == 0)
                return 0;
        }
        int length = elements * header!.Kind.Size();
        for (; events < header.Shape[0] && bytes.Length - used >= length && !sink.IsStopped; used += length)
        {
            sink.Deliver(
                new RecordedEvent
                {
                    Offset = offset + used,
                    Number = events++,
                    TimeStamp = -1,
                    Orbit = -1,
                    Bc = -1,
                    Channels = 1,
                    Samples = Samples(bytes.Slice(used, length)),
                }
            );
        }
        Needed = length;
        if (sink.IsStopped)
            return used;
        if (events == header.Shape[0])
        {
            if (used < bytes.Length)
                sink.Fault(FaultKind.Unsynchronised, offset + used, bytes.Length - used, "bytes follow the array");
            return bytes.Length;
        }
        if (!last)
            return used;
        sink.Fault(FaultKind.Truncated, offset + used, bytes.Length - used, $"the array ends after {events} of {header.Shape[0]} events");
        return bytes.Length;
    }

    private SampleSpan Samples(ReadOnlySpan<byte> bytes)
    {
        var kind = header!.Kind;
        if (swapper is null)
            return new SampleSpan(kind, bytes);
        Span<byte> copy = bytes.ToArray();
        if (kind.IsInteger())
        {
            swapper.ToLong(copy, integers);
            return new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(integers.AsSpan()));
        }
        swapper.ToDouble(copy, reals);
        return new SampleSpan(ElementKind.Float64, MemoryMarshal.AsBytes(reals.AsSpan()));
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes, bool last)
    {
        Needed = PreambleBytes;
        if (bytes.Length < PreambleBytes && !last)
            return 0;
        if (bytes.Length >= PreambleBytes)
        {
            long text =
                bytes[6] == 1
                    ? 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])
                    : 12L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            if (text > bytes.Length && !last && text <= MaxHeaderBytes)
            {
                Needed = (int)text;
                return 0;
            }
        }
        header = NpyHeader.Read(source, new MemoryByteSource(bytes[..Math.Min(bytes.Length, MaxHeaderBytes)].ToArray()));
        if (header.Shape.Count == 0)
            throw RecordingError.In(source, "holds a single number; the first axis has to count events");
        if (header.FortranOrder && header.Shape.Count > 1)
            throw RecordingError.In(
                source,
                "is in Fortran order, which cannot be read as a stream of events; save it with numpy.ascontiguousarray"
            );
        long size = 1;
        foreach (long extent in header.Shape.Skip(1))
        {
            size *= extent;
            if (size * header.Kind.Size() is <= 0 or > 16 << 20)
                throw RecordingError.In(source, $"has events of shape {ShapeText.Of(header.Shape)} without elements or larger than 16 MB");
        }
        elements = (int)size;
        if (header.BigEndian)
        {
            swapper = new ElementDecoder(header.Kind, swap: true);
            if (header.Kind.IsInteger())
                integers = new long[elements];
            else
                reals = new double[elements];
        }
        Info.Description = $"NumPy array {ShapeText.Of(header.Shape)} of {header.Kind}";
        return header.DataOffset;
    }
}
