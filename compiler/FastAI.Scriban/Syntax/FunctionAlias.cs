using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>@path</c>: the function itself, not called.</summary>
internal sealed class FunctionAlias(SourceSpan span, PathExpression path) : Expression(span, path.Depth + 1)
{
    public override object? Evaluate(TemplateContext context) => path.Resolve(context);
}
