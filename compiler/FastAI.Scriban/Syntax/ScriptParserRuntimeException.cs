using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary>An included template does not parse.</summary>
public sealed class ScriptParserRuntimeException(SourceSpan span, string message, LogMessageBag parserMessages)
    : ScriptRuntimeException(span, message)
{
    /// <summary>What the parser said of the included template.</summary>
    public LogMessageBag ParserMessages { get; } = parserMessages;

    /// <inheritdoc/>
    public override string Message => $"{base.Message} Parser messages:\n {ParserMessages}";
}
