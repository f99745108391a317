namespace Scriban.Parsing;

/// <summary>A stretch of a template's text, from the first character to the one after the last.</summary>
public readonly record struct SourceSpan(string FileName, TextPosition Start, TextPosition End)
{
    /// <summary><c>file(line,column)</c> of the start, counted from one.</summary>
    public string ToStringSimple() => $"{FileName}({Start.ToStringSimple()})";

    /// <inheritdoc/>
    public override string ToString() => $"{FileName}({Start})-({End})";
}
