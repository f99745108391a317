using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording;

/// <summary>
/// The arrays of an <c>.npz</c> side by side as a stream of rows: for each event the elements of all inputs, in the model's order where a
/// model asks, and what the recorder's firmware computed; 8 bytes each. Memory is that of a few rows.
/// </summary>
internal sealed class ArchiveRows : Stream
{
    private const int BlockBytes = 1 << 16;

    private readonly DataFile file;
    private readonly EventData data;
    private readonly IReadOnlyList<DataArray> results;
    private readonly int rowsOfBlock;
    private readonly long[] block;
    private readonly long[] column;
    private long next;
    private int at;
    private int filled;

    private ArchiveRows(DataFile file, EventData data, IReadOnlyList<DataArray> results)
    {
        (this.file, this.data, this.results) = (file, data, results);
        Samples = data.Inputs.Sum(i => i.Size);
        rowsOfBlock = Math.Max(1, BlockBytes / (8 * (Samples + results.Count)));
        block = new long[rowsOfBlock * (Samples + results.Count)];
        column = new long[rowsOfBlock * Math.Max(1, data.Inputs.Max(i => i.Size))];
    }

    /// <summary>Elements of an event.</summary>
    internal int Samples { get; }

    internal ElementKind Kind => data.IsInteger ? ElementKind.Int64 : ElementKind.Float64;

    internal long Events => data.EventCount;

    internal ImmutableArray<string> ResultNames => [.. results.Select(r => r.Name[ArchiveNames.Recorded.Length..])];

    /// <summary>The arrays and what they are taken for.</summary>
    internal string Description
    {
        get
        {
            var others = file
                .Arrays.Where(a => data.Inputs.All(i => i.Name != a.Name) && !results.Contains(a))
                .Select(a => a.Name)
                .ToArray();
            return $"NumPy archive: {string.Join(" + ", data.Inputs.Select(i => $"{i.Name} [{string.Join(", ", i.Shape)}]"))} in every event{(others.Length > 0 ? "; beside them " + string.Join(", ", others) : "")}";
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="path">The archive.</param>
    /// <param name="inputs">What a model takes; null to take every array whose events have several elements, or all where none has.</param>
    /// <exception cref="FastAI.Model.FastAIException">It is damaged, or does not fit the inputs.</exception>
    internal static ArchiveRows Open(string path, IReadOnlyList<EventInput>? inputs)
    {
        var file = DataFile.Open(path);
        bool opened = false;
        try
        {
            var data = EventData.Bind(file, inputs ?? InputsOf(file));
            var rows = new ArchiveRows(file, data, ArchiveNames.Results(file, data.EventCount));
            opened = true;
            return rows;
        }
        finally
        {
            if (!opened)
                file.Dispose();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (at == filled && !Fill())
            return 0;
        int count = Math.Min(buffer.Length, filled - at);
        MemoryMarshal.AsBytes(block.AsSpan()).Slice(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private static IReadOnlyList<EventInput> InputsOf(DataFile file)
    {
        DataArray[] arrays = [.. file.Arrays.Where(a => !a.Name.StartsWith(ArchiveNames.Recorded, StringComparison.Ordinal))];
        var series = arrays.Where(a => a.ElementsPerEvent > 1).ToArray();
        if (series.Length == 0)
            series = arrays;
        if (series.Length == 0)
            throw DataError.In(file.Path, "holds results of firmware alone, and no events.");
        return [.. series.Select(a => new EventInput(a.Name, [.. a.Shape.Skip(1).Select(d => (int)d)]))];
    }

    private bool Fill()
    {
        int count = (int)Math.Min(rowsOfBlock, Events - next),
            width = Samples + results.Count,
            first = 0;
        if (count == 0)
            return false;
        for (int i = 0; i < data.Inputs.Count; first += data.Inputs[i++].Size)
        {
            int size = data.Inputs[i].Size;
            if (data.IsInteger)
                data.ReadAsLong(i, next, count, column);
            else
                data.ReadAsDouble(i, next, count, MemoryMarshal.Cast<long, double>(column.AsSpan()));
            Spread(count, size, first, width);
        }
        foreach (var result in results)
        {
            result.ReadAsLong(next, count, column);
            Spread(count, 1, first++, width);
        }
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(block, block);
        next += count;
        (at, filled) = (0, 8 * count * width);
        return true;
    }

    private void Spread(int count, int size, int first, int width)
    {
        for (int e = 0; e < count; e++)
            column.AsSpan(e * size, size).CopyTo(block.AsSpan(e * width + first));
    }
}
