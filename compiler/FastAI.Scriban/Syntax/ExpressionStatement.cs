namespace Scriban.Syntax;

/// <summary>An expression whose value is written.</summary>
internal sealed class ExpressionStatement(Expression expression) : Statement(expression.Span)
{
    public override Flow Execute(TemplateContext context)
    {
        expression.Write(context);
        return Flow.Next;
    }
}
