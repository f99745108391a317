using System.Text;

namespace FastAI.Runtime.Data;

/// <summary>
/// A text of one event per line. Opening it reads every line once, so that a malformed number is reported before anything is computed;
/// the position of every 1024th event is kept for reading from there.
/// </summary>
internal sealed class CsvArray : DataArray
{
    private const int Stride = 1024;

    private readonly ByteSource source;
    private readonly CsvDialect dialect;
    private readonly IReadOnlyList<(long Offset, long LineNumber)> marks;

    // Where the last reading ended, for reading on without searching; null after a failure.
    private CsvLines? cursor;
    private long cursorEvent;

    private CsvArray(
        string path,
        ByteSource source,
        CsvDialect dialect,
        bool integers,
        long events,
        IReadOnlyList<(long Offset, long LineNumber)> marks
    )
        : base(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            integers ? ElementKind.Int64 : ElementKind.Float64,
            [events, dialect.Columns]
        )
    {
        this.source = source;
        this.dialect = dialect;
        this.marks = marks;
    }

    public override IReadOnlyList<string>? Columns => dialect.Names;

    private delegate void Parse<T>(CsvLines lines, Span<T> values);

    internal static CsvArray Open(string path, ByteSource source)
    {
        var lines = new CsvLines(path, source, StartOfText(source), 0);
        if (!lines.MoveNext())
        {
            throw DataError.In(path, "has no line of data.");
        }
        var dialect = CsvDialect.Of(path, lines.Number, lines.Current);
        var more = dialect.Names is null || lines.MoveNext();
        if (!more)
        {
            throw DataError.In(path, $"has a header (line {lines.Number}) but no line of numbers.");
        }
        var marks = new List<(long, long)>();
        var events = 0L;
        var integers = true;
        var values = new double[dialect.Columns];
        for (; more; more = lines.MoveNext())
        {
            if (events++ % Stride == 0)
            {
                marks.Add((lines.Offset, lines.Number - 1));
            }
            ParseDoubles(path, dialect, lines, values);
            integers = integers && AreIntegers(dialect, lines.Current);
        }
        return new CsvArray(path, source, dialect, integers, events, marks);
    }

    private protected override void ReadDoubles(long start, int count, Span<double> destination) =>
        Read(start, count, destination, (lines, values) => ParseDoubles(Path, dialect, lines, values));

    private protected override void ReadLongs(long start, int count, Span<long> destination) => Read(start, count, destination, ParseLongs);

    private static long StartOfText(ByteSource source)
    {
        Span<byte> mark = stackalloc byte[3];
        if (source.Length < mark.Length)
        {
            return 0;
        }
        source.Read(0, mark);
        return mark.SequenceEqual(Encoding.UTF8.Preamble) ? mark.Length : 0;
    }

    private static void ParseDoubles(string path, CsvDialect dialect, CsvLines lines, Span<double> values)
    {
        var column = 0;
        foreach (var field in new CsvFields(lines.Current, dialect.Separator))
        {
            if (column == values.Length)
            {
                throw DataError.In(
                    path,
                    $"line {lines.Number}, column {column + 1}: more fields than the {values.Length} of the first " + $"line."
                );
            }
            if (!CsvDialect.TryParse(field, out values[column++]))
            {
                throw DataError.In(path, $"line {lines.Number}, column {column}: {Describe(field)}.");
            }
        }
        if (column < values.Length)
        {
            throw DataError.In(path, $"line {lines.Number}: {column} fields, but the first line has {values.Length}.");
        }
    }

    private static string Describe(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return "the field is empty; a value that is missing is written nan";
        }
        var text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, 40)]);
        return field.Contains((byte)',') ? $"\"{text}\" is not a number: decimals are written with a point" : $"\"{text}\" is not a number";
    }

    private static bool AreIntegers(CsvDialect dialect, ReadOnlySpan<byte> line)
    {
        foreach (var field in new CsvFields(line, dialect.Separator))
        {
            if (!CsvDialect.TryParse(field, out long _))
            {
                return false;
            }
        }
        return true;
    }

    private void ParseLongs(CsvLines lines, Span<long> values)
    {
        var column = 0;
        foreach (var field in new CsvFields(lines.Current, dialect.Separator))
        {
            if (column == values.Length || !CsvDialect.TryParse(field, out values[column++]))
            {
                throw Changed();
            }
        }
    }

    private void Read<T>(long start, int count, Span<T> destination, Parse<T> parse)
    {
        if (count == 0)
        {
            return;
        }
        if (cursor is null || start < cursorEvent || start - cursorEvent > Stride)
        {
            var (offset, lineNumber) = marks[(int)(start / Stride)];
            cursor = new CsvLines(Path, source, offset, lineNumber);
            cursorEvent = start / Stride * Stride;
        }
        var lines = cursor;
        cursor = null;
        for (; cursorEvent < start + count; cursorEvent++)
        {
            if (!lines.MoveNext())
            {
                throw Changed();
            }
            if (cursorEvent >= start)
            {
                parse(lines, destination.Slice((int)(cursorEvent - start) * ElementsPerEvent, ElementsPerEvent));
            }
        }
        cursor = lines;
    }

    private Model.FastAIException Changed() => DataError.In(Path, "has changed since it was opened.");
}
