using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Decodes text, one event per line, as it streams by. Comments (from <c>#</c> on) and blank lines are passed over; a
/// first line of names is allowed.</summary>
internal sealed class CsvDecoder(string source) : RecordingDecoder
{
    private const int MaxLine = 16 << 20;

    private CsvDialect? dialect;
    private long[] integers = [];
    private double[] reals = [];
    private long lines;
    private long events;

    internal override RecordingInfo Info { get; } = new() { Format = RecordingFormat.Csv, Description = "text, one event per line" };

    internal override bool HasChannels => false;

    internal override int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int used = lines == 0 && bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (used < bytes.Length && !sink.IsStopped)
        {
            var rest = bytes[used..];
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 && !last)
            {
                if (rest.Length > MaxLine)
                    throw RecordingError.In(source, $"line {lines + 1} is longer than {MaxLine} bytes");
                Needed = rest.Length + 1;
                return used;
            }
            int length = end < 0 ? rest.Length : end + 1;
            lines++;
            var line = rest[..length];
            int comment = line.IndexOf((byte)'#');
            line = (comment < 0 ? line : line[..comment]).TrimEnd(" \r\n"u8);
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
                Line(line, offset + used, length, sink);
            used += length;
        }
        return used;
    }

    private void Line(ReadOnlySpan<byte> line, long offset, int length, RecordingSink sink)
    {
        if (dialect is null)
        {
            dialect = CsvDialect.Of(source, lines, line);
            integers = new long[dialect.Columns];
            reals = new double[dialect.Columns];
            if (dialect.Names is not null)
                return;
        }
        int column = 0,
            whole = 0;
        foreach (var field in new CsvFields(line, dialect.Separator))
        {
            if (column == reals.Length || !CsvDialect.TryParse(field, out reals[column]))
            {
                sink.Fault(
                    FaultKind.Corrupt,
                    offset,
                    length,
                    column == reals.Length
                        ? $"line {lines} has more than {reals.Length} fields"
                        : $"line {lines}, column {column + 1} is not a number"
                );
                return;
            }
            if (whole == column && CsvDialect.TryParse(field, out integers[column]))
                whole++;
            column++;
        }
        if (column < reals.Length)
        {
            sink.Fault(FaultKind.Corrupt, offset, length, $"line {lines} has {column} fields where the first line has {reals.Length}");
            return;
        }
        sink.Deliver(
            new RecordedEvent
            {
                Offset = offset,
                Number = events++,
                TimeStamp = -1,
                Orbit = -1,
                Bc = -1,
                Channels = 1,
                Samples =
                    whole == column
                        ? new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(integers.AsSpan()))
                        : new SampleSpan(ElementKind.Float64, MemoryMarshal.AsBytes(reals.AsSpan())),
            }
        );
    }
}
