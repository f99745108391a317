using System.Buffers;

namespace FastAI.Runtime.Data;

/// <summary>An array in NumPy's format, read in pieces from where its bytes lie.</summary>
internal sealed class NpyArray : DataArray
{
    private const int PieceBytes = 1 << 20;
    private const int MaxBytesHeld = 1 << 30;

    private readonly ByteSource source;
    private readonly NpyHeader header;
    private readonly ElementDecoder decoder;

    private NpyArray(string path, string name, NpyHeader header, ByteSource source)
        : base(path, name, header.Kind, header.Shape)
    {
        this.header = header;
        this.source = source;
        decoder = new ElementDecoder(header.Kind, header.BigEndian == BitConverter.IsLittleEndian);
    }

    private delegate void Decode<T>(Span<byte> bytes, Span<T> values);

    /// <summary>Reads the header and checks that the elements it promises are there, and nothing else.</summary>
    internal static NpyArray Open(string path, string name, ByteSource source)
    {
        var header = NpyHeader.Read(path, source);
        var array = new NpyArray(path, name, header, source);
        var eventBytes = (Int128)array.ElementsPerEvent * header.Kind.Size();
        var needed = eventBytes * array.EventCount;
        var present = source.Length - header.DataOffset;
        if (present < needed)
        {
            throw DataError.In(
                path,
                $"array \"{name}\" is truncated: shape {ShapeText.Of(header.Shape)} of {header.Kind} needs "
                    + $"{needed} bytes, {present} are there ({(Int128)present / eventBytes} whole events)."
            );
        }
        if (present > needed)
        {
            throw DataError.In(
                path,
                $"array \"{name}\" is followed by {present - needed} more bytes than shape "
                    + $"{ShapeText.Of(header.Shape)} of {header.Kind} needs; several arrays belong in an .npz."
            );
        }
        return header.FortranOrder && !source.IsRandomAccess ? new NpyArray(path, name, header, Hold(path, name, source)) : array;
    }

    internal override void Close() => source.Dispose();

    private protected override void ReadDoubles(long start, int count, Span<double> destination) =>
        Read(start, count, destination, decoder.ToDouble);

    private protected override void ReadLongs(long start, int count, Span<long> destination)
    {
        try
        {
            Read(start, count, destination, decoder.ToLong);
        }
        catch (OverflowException e)
        {
            throw DataError.In(Path, $"array \"{Name}\" has a value above {long.MaxValue} in events {start} to {start + count - 1}.", e);
        }
    }

    // The columns of an array in Fortran order are scattered: unpacking from the start for each of them would never end.
    private static MemoryByteSource Hold(string path, string name, ByteSource source)
    {
        if (source.Length > MaxBytesHeld)
        {
            throw DataError.In(
                path,
                $"array \"{name}\" is compressed, in Fortran order and larger than {MaxBytesHeld} bytes; save it "
                    + $"in C order (numpy.ascontiguousarray)."
            );
        }
        var bytes = new byte[source.Length];
        source.Read(0, bytes);
        return new MemoryByteSource(bytes);
    }

    private void Read<T>(long start, int count, Span<T> destination, Decode<T> decode)
    {
        if (!header.FortranOrder || ElementsPerEvent == 1)
        {
            ReadRun(start * ElementsPerEvent, destination, decode);
            return;
        }
        // Element k of every event, k in column-major order, is one run of the file.
        var run = ArrayPool<T>.Shared.Rent(Math.Max(count, 1));
        var index = new int[Shape.Count];
        for (var column = 0; column < ElementsPerEvent; column++)
        {
            var values = run.AsSpan(0, count);
            ReadRun(column * EventCount + start, values, decode);
            var element = RowMajor(index);
            for (var row = 0; row < count; row++)
            {
                destination[row * ElementsPerEvent + element] = values[row];
            }
            Advance(index);
        }
        ArrayPool<T>.Shared.Return(run);
    }

    private void ReadRun<T>(long firstElement, Span<T> destination, Decode<T> decode)
    {
        var size = header.Kind.Size();
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Min(PieceBytes, Math.Max(destination.Length, 1) * size));
        var position = header.DataOffset + firstElement * size;
        while (!destination.IsEmpty)
        {
            var elements = Math.Min(destination.Length, bytes.Length / size);
            var piece = bytes.AsSpan(0, elements * size);
            source.Read(position, piece);
            decode(piece, destination[..elements]);
            destination = destination[elements..];
            position += piece.Length;
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private int RowMajor(int[] index)
    {
        var element = 0;
        for (var axis = 1; axis < index.Length; axis++)
        {
            element = element * (int)Shape[axis] + index[axis];
        }
        return element;
    }

    private void Advance(int[] index)
    {
        for (var axis = 1; axis < index.Length && ++index[axis] == Shape[axis]; axis++)
        {
            index[axis] = 0;
        }
    }
}
