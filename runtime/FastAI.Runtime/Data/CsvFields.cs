namespace FastAI.Runtime.Data;

/// <summary>Enumerates the fields of a line, blanks around each removed. A blank as separator stands for any run of blanks and
/// tabs.</summary>
internal ref struct CsvFields(ReadOnlySpan<byte> line, byte separator)
{
    private ReadOnlySpan<byte> rest = separator == ' ' ? line.Trim(" \t"u8) : line;
    private bool done;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly CsvFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (done)
        {
            return false;
        }
        var end = separator == ' ' ? rest.IndexOfAny((byte)' ', (byte)'\t') : rest.IndexOf(separator);
        done = end < 0;
        Current = (done ? rest : rest[..end]).Trim(separator == '\t' ? " "u8 : " \t"u8);
        rest =
            done ? default
            : separator == ' ' ? rest[end..].TrimStart(" \t"u8)
            : rest[(end + 1)..];
        return true;
    }
}
