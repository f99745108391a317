using Scriban.Parsing;

namespace Scriban.Syntax;

internal sealed class LiteralExpression(SourceSpan span, object? value) : Expression(span, 1)
{
    public object? Value => value;

    public override object? Evaluate(TemplateContext context) => value;
}
