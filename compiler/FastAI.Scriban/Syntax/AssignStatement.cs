using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>path = value</c></summary>
internal sealed class AssignStatement(SourceSpan span, PathExpression target, Expression value) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        target.Assign(context, value.Evaluate(context));
        return Flow.Next;
    }
}
