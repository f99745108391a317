using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>$name</c>: a variable of one function body or included template.</summary>
internal sealed class LocalVariable(SourceSpan span, string name) : PathExpression(span, 1)
{
    public override object? Resolve(TemplateContext context) => context.Scopes.TryGetLocal(name, out object? value)
        ? value
        : throw Error($"The variable `${name}` was not found");

    public override void Assign(TemplateContext context, object? value) => context.Scopes.Local.Variables[name] = value;
}
