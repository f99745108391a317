namespace Scriban.Parsing;

/// <summary>One message about a template, with its place.</summary>
public sealed class LogMessage(ParserMessageType type, SourceSpan span, string message)
{
    /// <summary>Error or warning.</summary>
    public ParserMessageType Type { get; } = type;

    /// <summary>Where in the template.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>The message without its place.</summary>
    public string Message { get; } = message;

    /// <summary><c>file(line,column) : error : message</c>.</summary>
    public override string ToString() => $"{Span.ToStringSimple()} : {(Type == ParserMessageType.Error ? "error" : "warning")} : {Message}";
}
