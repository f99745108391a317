using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// The axes of the operands and of the result of an Einsum by their labels. Letters are their own labels; the axes under an ellipsis are
/// numbered from the right (-1, -2, ...), as broadcasting aligns them.
/// </summary>
/// <param name="Operands">For each operand the label of each axis.</param>
/// <param name="Result">The labels of the result, in order.</param>
internal sealed record EinsumEquation(int[][] Operands, int[] Result)
{
    /// <param name="text">For example <c>bpf,fo-&gt;bpo</c>; without an arrow the result has the ellipsis and then the letters that
    /// occur once, in alphabetical order.</param>
    /// <param name="layouts">The operands.</param>
    /// <exception cref="FastAIException">The equation is malformed or does not fit the operands.</exception>
    public static EinsumEquation Parse(string text, IReadOnlyList<Layout> layouts)
    {
        string compact = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        string[] sides = compact.Split("->");
        if (sides.Length > 2)
            throw Malformed(text, "it has two arrows");
        string[] terms = sides[0].Split(',');
        if (terms.Length != layouts.Count)
            throw Malformed(text, $"it names {terms.Length} operands, and there are {layouts.Count}");
        int[][] operands = [.. terms.Select((term, i) => Labels(text, term, layouts[i].Rank))];
        int hidden = operands.SelectMany(labels => labels).Where(label => label < 0).Select(label => -label).DefaultIfEmpty(0).Max();
        if (sides.Length == 2)
        {
            int[] stated = Labels(
                text,
                sides[1],
                sides[1].Count(c => c != '.') + (sides[1].Contains('.', StringComparison.Ordinal) ? hidden : 0)
            );
            if (stated.Distinct().Count() != stated.Length)
                throw Malformed(text, "its result names an axis twice");
            if (stated.FirstOrDefault(label => !operands.Any(labels => labels.Contains(label))) is var unknown && unknown != 0)
                throw Malformed(text, $"no operand has the axis '{(char)unknown}' of its result");
            return new(operands, stated);
        }
        var once = operands
            .SelectMany(labels => labels)
            .Where(label => label > 0)
            .GroupBy(label => label)
            .Where(group => group.Count() == 1)
            .Select(group => group.Key)
            .Order();
        return new(operands, [.. Enumerable.Range(1, hidden).Reverse().Select(k => -k), .. once]);
    }

    private static int[] Labels(string text, string term, int rank)
    {
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        string letters = dots < 0 ? term : term.Remove(dots, 3);
        if (!letters.All(char.IsAsciiLetter))
            throw Malformed(text, $"'{term}' has something else than letters and an ellipsis");
        int hidden = rank - letters.Length;
        if (hidden < 0 || (hidden > 0 && dots < 0))
            throw Malformed(text, $"'{term}' does not name the {rank} axes of its operand");
        IEnumerable<int> ellipsis = Enumerable.Range(1, hidden).Reverse().Select(k => -k);
        return dots < 0
            ? [.. letters.Select(c => (int)c)]
            : [.. letters[..dots].Select(c => (int)c), .. ellipsis, .. letters[dots..].Select(c => (int)c)];
    }

    private static FastAIException Malformed(string text, string why) =>
        FastAIException.BadInput($"its equation '{text}' cannot be read: {why}");
}
