using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>-value</c> or <c>+value</c></summary>
internal sealed class SignExpression(SourceSpan span, Expression value, bool negative) : Expression(span, value.Depth + 1)
{
    public override object? Evaluate(TemplateContext context)
    {
        object? number = value.Evaluate(context);
        return negative
            ? Arithmetic.Apply(BinaryOperator.Subtract, Boxed.Of(0), number, this, context)
            : Arithmetic.Apply(BinaryOperator.Add, Boxed.Of(0), number, this, context);
    }
}
