using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>name</c>: a loop variable, a variable of the template, a member of the model or a built-in, in this order.</summary>
internal sealed class GlobalVariable(SourceSpan span, string name) : PathExpression(span, 1)
{
    public string Name => name;

    public override object? Resolve(TemplateContext context) => context.Scopes.TryGetGlobal(name, out object? value)
        ? value
        : throw Error($"The variable or function `{name}` was not found");

    public override void Assign(TemplateContext context, object? value) => context.Scopes.Global.Set(name, value, this);
}
