using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>func name ... end</c> or <c>func name(a, b = 1) ... end</c>: assigns the function to the name.</summary>
/// <param name="parameters">Null for a function that takes its arguments as <c>$0</c>, <c>$1</c>...</param>
internal sealed class FunctionStatement(SourceSpan span, PathExpression target, FunctionParameter[]? parameters, Block body)
    : Statement(span)
{
    private readonly TemplateFunction _function = new(parameters, body);

    public override Flow Execute(TemplateContext context)
    {
        target.Assign(context, _function);
        return Flow.Next;
    }
}
