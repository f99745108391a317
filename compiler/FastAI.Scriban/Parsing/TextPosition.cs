namespace Scriban.Parsing;

/// <summary>A place in a template: character offset, line and column, all counted from zero (and written counted from one).</summary>
public readonly record struct TextPosition(int Offset, int Line, int Column)
{
    /// <summary><c>line,column</c>, counted from one.</summary>
    public string ToStringSimple() => $"{Line + 1},{Column + 1}";

    /// <inheritdoc/>
    public override string ToString() => $"({Offset}:{Line},{Column})";
}
