namespace FastAI.Runtime.Data;

/// <summary>The lines of a text that hold data: comments (from <c>#</c> on) and blank lines are passed over. A line is valid until the
/// next one.</summary>
internal sealed class CsvLines
{
    private const int FirstBuffer = 1 << 16;
    private const int MaxLine = 1 << 26;

    private readonly string path;
    private readonly ByteSource source;
    private byte[] buffer = new byte[FirstBuffer];
    private long bufferOffset;
    private int filled;
    private int next;
    private int lineStart;
    private int lineLength;

    /// <param name="path">How messages name the file.</param>
    /// <param name="source">The text.</param>
    /// <param name="offset">Where a line starts.</param>
    /// <param name="lineNumber">How many lines lie before <paramref name="offset"/>.</param>
    internal CsvLines(string path, ByteSource source, long offset, long lineNumber)
    {
        this.path = path;
        this.source = source;
        bufferOffset = offset;
        Number = lineNumber;
    }

    /// <summary>The number of the current line, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Where the current line starts in the file.</summary>
    internal long Offset => bufferOffset + lineStart;

    /// <summary>The text of the current line without comment, surrounding blanks and line end.</summary>
    internal ReadOnlySpan<byte> Current => buffer.AsSpan(lineStart, lineLength);

    internal bool MoveNext()
    {
        while (ReadLine())
        {
            var line = Current;
            var comment = line.IndexOf((byte)'#');
            var text = (comment < 0 ? line : line[..comment]).TrimEnd(" \r"u8);
            if (text.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                lineLength = text.Length;
                return true;
            }
        }
        return false;
    }

    private bool ReadLine()
    {
        var scanned = next;
        while (true)
        {
            var end = buffer.AsSpan(scanned, filled - scanned).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Take(scanned + end, scanned + end + 1);
            }
            scanned = filled;
            if (!Fill(ref scanned))
            {
                return next < filled && Take(filled, filled);
            }
        }
    }

    private bool Take(int end, int following)
    {
        lineStart = next;
        lineLength = end - next;
        next = following;
        Number++;
        return true;
    }

    /// <summary>Moves the unfinished line to the front and reads on behind it; false at the end of the file.</summary>
    private bool Fill(ref int scanned)
    {
        buffer.AsSpan(next, filled - next).CopyTo(buffer);
        bufferOffset += next;
        filled -= next;
        scanned -= next;
        next = 0;
        if (filled == buffer.Length)
        {
            if (buffer.Length >= MaxLine)
            {
                throw DataError.In(path, $"line {Number + 1} is longer than {MaxLine} bytes.");
            }
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var room = (int)Math.Min(buffer.Length - filled, source.Length - bufferOffset - filled);
        source.Read(bufferOffset + filled, buffer.AsSpan(filled, room));
        filled += room;
        return room > 0;
    }
}
