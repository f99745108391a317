using Scriban.Parsing;

namespace Scriban.Syntax;

internal abstract class Statement(SourceSpan span) : ScriptNode(span)
{
    public abstract Flow Execute(TemplateContext context);
}
