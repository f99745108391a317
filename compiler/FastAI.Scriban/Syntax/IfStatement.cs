using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>if ... else if ... else ... end</c>; only null and false are false.</summary>
internal sealed class IfStatement(SourceSpan span, (Expression Condition, Block Body)[] branches, Block? otherwise) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        foreach ((Expression condition, Block body) in branches)
        {
            if (Values.IsTrue(condition.Evaluate(context))) return body.Execute(context);
        }

        return otherwise?.Execute(context) ?? Flow.Next;
    }
}
