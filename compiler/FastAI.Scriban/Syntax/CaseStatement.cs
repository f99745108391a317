using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>case value ... when a, b ... else ... end</c></summary>
internal sealed class CaseStatement(SourceSpan span, Expression value, (Expression[] Matches, Block Body)[] branches, Block? otherwise)
    : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        object? actual = value.Evaluate(context);
        foreach ((Expression[] matches, Block body) in branches)
        {
            foreach (Expression match in matches)
            {
                if (Arithmetic.AreEqual(actual, match.Evaluate(context), match)) return body.Execute(context);
            }
        }

        return otherwise?.Execute(context) ?? Flow.Next;
    }
}
