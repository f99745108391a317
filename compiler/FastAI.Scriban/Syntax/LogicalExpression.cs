using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>&amp;&amp;</c>, <c>||</c> and <c>??</c>: the right side is evaluated only if needed.</summary>
internal sealed class LogicalExpression(SourceSpan span, BinaryOperator operation, Expression left, Expression right)
    : Expression(span, Math.Max(left.Depth, right.Depth) + 1)
{
    public override object? Evaluate(TemplateContext context)
    {
        object? value = left.Evaluate(context);
        return operation switch
        {
            BinaryOperator.Coalesce => value ?? right.Evaluate(context),
            BinaryOperator.And => Boxed.Of(Values.IsTrue(value) && Values.IsTrue(right.Evaluate(context))),
            _ => Boxed.Of(Values.IsTrue(value) || Values.IsTrue(right.Evaluate(context))),
        };
    }
}
