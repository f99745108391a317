using System.Globalization;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>$</c>, the arguments of the function or included template, or <c>$0</c>, one of them.</summary>
/// <param name="index">Negative for all of them.</param>
internal sealed class ArgumentVariable(SourceSpan span, int index) : PathExpression(span, 1)
{
    public override object? Resolve(TemplateContext context)
    {
        ScriptArray arguments = context.Scopes.Local.Arguments
            ?? throw Error("`$` has no meaning here: it is the arguments of a function or of an included template");
        if (index < 0) return arguments;
        return index < arguments.Count
            ? arguments[index]
            : throw Error($"`${index.ToString(CultureInfo.InvariantCulture)}` was not given: the call has {arguments.Count} arguments");
    }

    public override void Assign(TemplateContext context, object? value) => throw Error("The arguments cannot be assigned to");
}
