using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary>
/// A variable, member or element: it can be assigned to or called; read as a value, a function is called without arguments.
/// </summary>
internal abstract class PathExpression(SourceSpan span, int depth) : Expression(span, depth)
{
    /// <summary>The value itself, even if it is a function.</summary>
    public abstract object? Resolve(TemplateContext context);

    public abstract void Assign(TemplateContext context, object? value);

    public sealed override object? Evaluate(TemplateContext context) => Called(Resolve(context), context);

    protected object? Called(object? value, TemplateContext context) =>
        value is ScriptFunction function ? function.Invoke(context, this, []) : value;
}
