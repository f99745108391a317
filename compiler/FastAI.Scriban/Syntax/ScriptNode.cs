using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary>A part of a parsed template.</summary>
internal abstract class ScriptNode(SourceSpan span)
{
    public SourceSpan Span { get; } = span;

    public ScriptRuntimeException Error(string message) => new(Span, message);
}
