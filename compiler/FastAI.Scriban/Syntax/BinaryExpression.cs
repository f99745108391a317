using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary>Comparison and arithmetic: both sides are always evaluated.</summary>
internal sealed class BinaryExpression(SourceSpan span, BinaryOperator operation, Expression left, Expression right)
    : Expression(span, Math.Max(left.Depth, right.Depth) + 1)
{
    public override object? Evaluate(TemplateContext context) =>
        Arithmetic.Apply(operation, left.Evaluate(context), right.Evaluate(context), this, context);
}
