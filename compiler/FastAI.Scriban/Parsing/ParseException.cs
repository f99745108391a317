namespace Scriban.Parsing;

/// <summary>Ends the parsing of a template at its first error; <see cref="Template.Parse"/> turns it into a message.</summary>
internal sealed class ParseException(SourceSpan span, string message) : Exception(message)
{
    public SourceSpan Span { get; } = span;
}
