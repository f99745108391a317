using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>break</c> or <c>continue</c>; the parser has seen that a loop encloses it.</summary>
internal sealed class FlowStatement(SourceSpan span, Flow flow) : Statement(span)
{
    public override Flow Execute(TemplateContext context) => flow;
}
