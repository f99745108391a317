using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>ret</c> or <c>ret value</c></summary>
internal sealed class ReturnStatement(SourceSpan span, Expression? value) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        context.Returned = (this, value?.Evaluate(context));
        return Flow.Return;
    }
}
