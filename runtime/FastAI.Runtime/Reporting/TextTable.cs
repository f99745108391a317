using System.Text;

namespace FastAI.Runtime.Reporting;

/// <summary>A table of aligned columns for terminals: the first column to the left, the others to the right.</summary>
public sealed class TextTable
{
    private readonly List<string[]> rows = [];

    public TextTable(params string[] heads) => rows.Add(heads);

    public void Add(params string[] cells)
    {
        if (cells.Length != rows[0].Length)
            throw new ArgumentException($"{cells.Length} cells for {rows[0].Length} columns");
        rows.Add(cells);
    }

    public bool IsEmpty => rows.Count == 1;

    /// <summary>Lines without trailing blanks, each indented by two.</summary>
    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            var line = new StringBuilder("  ");
            for (int c = 0; c < row.Length; c++)
                line.Append(c == 0 ? row[c].PadRight(widths[c]) : "  " + row[c].PadLeft(widths[c]));
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
