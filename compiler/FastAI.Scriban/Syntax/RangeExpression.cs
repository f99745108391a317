using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>a..b</c>, including b, or <c>a..&lt;b</c>; counts down if b is less than a.</summary>
internal sealed class RangeExpression(SourceSpan span, Expression first, Expression last, bool inclusive)
    : Expression(span, Math.Max(first.Depth, last.Depth) + 1)
{
    public override object? Evaluate(TemplateContext context)
    {
        long from = Values.ToLong(first.Evaluate(context), first);
        long to = Values.ToLong(last.Evaluate(context), last);
        return new IntegerRange(from, to, inclusive);
    }
}
