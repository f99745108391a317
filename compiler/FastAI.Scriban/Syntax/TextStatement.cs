using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary>Text outside code blocks.</summary>
internal sealed class TextStatement(SourceSpan span, string text) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        context.WriteText(text, this);
        return Flow.Next;
    }
}
