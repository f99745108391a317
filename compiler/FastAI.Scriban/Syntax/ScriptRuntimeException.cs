using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary>Rendering failed; the message starts with <c>file(line,column)</c> of the part of the template that failed.</summary>
public class ScriptRuntimeException : Exception
{
    /// <summary>A failure at <paramref name="span"/>.</summary>
    public ScriptRuntimeException(SourceSpan span, string message)
        : base(message)
    {
        Span = span;
    }

    /// <summary>A failure at <paramref name="span"/> with its cause.</summary>
    public ScriptRuntimeException(SourceSpan span, string message, Exception innerException)
        : base(message, innerException)
    {
        Span = span;
    }

    /// <summary>Where in the template.</summary>
    public SourceSpan Span { get; }

    /// <summary>The message without its place.</summary>
    public string OriginalMessage => base.Message;

    /// <inheritdoc/>
    public override string Message => new LogMessage(ParserMessageType.Error, Span, base.Message).ToString();

    /// <inheritdoc/>
    public override string ToString() => Message;
}
