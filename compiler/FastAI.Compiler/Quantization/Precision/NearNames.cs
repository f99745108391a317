namespace FastAI.Compiler.Quantization.Precision;

/// <summary>Which known names a misspelt one may have meant.</summary>
internal static class NearNames
{
    private const int Most = 5;

    /// <summary>A clause for a message: the nearest names, or the first ones when none is near.</summary>
    public static string Hint(string wrong, IReadOnlyCollection<string> known)
    {
        var near = known
            .Select(name => (Name: name, Distance: Distance(wrong, name)))
            .Where(c => c.Distance <= Math.Max(2, wrong.Length / 3))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(c => $"'{c.Name}'")
            .ToArray();
        if (near.Length > 0)
            return "near it are " + string.Join(", ", near);
        var some = known.Take(Most).Select(name => $"'{name}'");
        return known.Count > Most
            ? $"the model has {known.Count} names, such as {string.Join(", ", some)}"
            : $"the model has {string.Join(", ", some)}";
    }

    // Levenshtein distance without regard to case; names longer than this are compared by their beginning.
    private static int Distance(string a, string b)
    {
        const int longest = 64;
        int n = Math.Min(a.Length, longest),
            m = Math.Min(b.Length, longest);
        var row = new int[m + 1];
        for (int j = 0; j <= m; j++)
            row[j] = j;
        for (int i = 1; i <= n; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= m; j++)
            {
                int substituted = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[m] + Math.Abs(a.Length - n - (b.Length - m));
    }
}
