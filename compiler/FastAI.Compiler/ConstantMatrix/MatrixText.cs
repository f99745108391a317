using System.Globalization;
using FastAI.Model;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Reads a matrix of integers as text: one row (input) per line, numbers parted by blanks or
/// commas; <c>#</c> starts a comment.</summary>
public static class MatrixText
{
    private const int LargestEntries = 1 << 24;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FastAIException">The file cannot be read or is no matrix; the message names the line.</exception>
    public static long[,] Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads from <paramref name="reader"/>; <paramref name="name"/> stands in messages.</summary>
    public static long[,] Read(TextReader reader, string name)
    {
        var rows = new List<long[]>();
        long entries = 0;
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            int comment = line.IndexOf('#');
            string[] words = (comment < 0 ? line : line[..comment]).Split(
                (char[])[' ', '\t', ',', ';'],
                StringSplitOptions.RemoveEmptyEntries
            );
            if (words.Length == 0)
            {
                continue;
            }

            var row = new long[words.Length];
            for (int i = 0; i < row.Length; i++)
            {
                if (!long.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out row[i]))
                {
                    string shown = words[i].Length > 40 ? words[i][..40] + "..." : words[i];
                    throw FastAIException.BadInput(
                        $"{name}, line {number}: '{shown}' is no 64-bit integer; scale fixed-point weights to integers first"
                    );
                }
            }

            if (rows.Count > 0 && rows[0].Length != row.Length)
            {
                throw FastAIException.BadInput(
                    $"{name}, line {number}: {row.Length} numbers where the rows before have {rows[0].Length}; every row (input) needs one number per output"
                );
            }

            entries += row.Length;
            if (entries > LargestEntries)
            {
                throw FastAIException.BadInput($"{name}, line {number}: more than {LargestEntries} entries; split the matrix");
            }

            rows.Add(row);
        }

        return rows.Count == 0
            ? throw FastAIException.BadInput($"{name}: holds no numbers; one row per input is expected")
            : Rectangular(rows);
    }

    private static long[,] Rectangular(List<long[]> rows)
    {
        var matrix = new long[rows.Count, rows[0].Length];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                matrix[i, j] = rows[i][j];
            }
        }

        return matrix;
    }
}
