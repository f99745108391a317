using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>condition ? then : otherwise</c></summary>
internal sealed class ConditionalExpression(SourceSpan span, Expression condition, Expression then, Expression otherwise)
    : Expression(span, Math.Max(condition.Depth, Math.Max(then.Depth, otherwise.Depth)) + 1)
{
    public override object? Evaluate(TemplateContext context) => Choose(context).Evaluate(context);

    public override void Write(TemplateContext context) => Choose(context).Write(context);

    private Expression Choose(TemplateContext context) => Values.IsTrue(condition.Evaluate(context)) ? then : otherwise;
}
