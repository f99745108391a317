using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>!value</c></summary>
internal sealed class NotExpression(SourceSpan span, Expression value) : Expression(span, value.Depth + 1)
{
    public override object? Evaluate(TemplateContext context) => Boxed.Of(!Values.IsTrue(value.Evaluate(context)));
}
