using System.Globalization;
using System.Text;

namespace FastAI.Runtime.Data;

/// <summary>What separates the fields of a text, and whether its first line names them.</summary>
/// <param name="Separator"><c>,</c>, <c>;</c>, tab, or a blank standing for any run of blanks and tabs.</param>
/// <param name="Columns">Fields per line.</param>
/// <param name="Names">The header's names; null without a header.</param>
internal sealed record CsvDialect(byte Separator, int Columns, IReadOnlyList<string>? Names)
{
    /// <summary>Reads the dialect off the first line: the separator is the first of <c>;</c> <c>,</c> tab that occurs, else the
    /// blank.</summary>
    internal static CsvDialect Of(string path, long lineNumber, ReadOnlySpan<byte> line)
    {
        byte separator = (byte)' ';
        foreach (var candidate in ";,\t"u8)
        {
            if (line.Contains(candidate))
            {
                separator = candidate;
                break;
            }
        }
        var texts = new List<string>();
        var numbers = 0;
        var firstText = 0;
        foreach (var field in new CsvFields(line, separator))
        {
            if (TryParse(field, out double _))
            {
                numbers++;
            }
            else if (firstText == 0)
            {
                firstText = texts.Count + 1;
            }
            texts.Add(Encoding.UTF8.GetString(field).Trim('"'));
        }
        if (numbers == texts.Count)
        {
            return new CsvDialect(separator, texts.Count, null);
        }
        if (numbers > 0)
        {
            throw DataError.In(
                path,
                $"line {lineNumber}, column {firstText}: \"{texts[firstText - 1]}\" is not a number, yet the line "
                    + $"is no header either, as others of its fields are numbers."
            );
        }
        return new CsvDialect(separator, texts.Count, texts);
    }

    internal static bool TryParse(ReadOnlySpan<byte> field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    internal static bool TryParse(ReadOnlySpan<byte> field, out long value) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
