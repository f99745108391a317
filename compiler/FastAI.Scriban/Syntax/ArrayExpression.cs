using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>[a, b]</c></summary>
internal sealed class ArrayExpression(SourceSpan span, Expression[] items)
    : Expression(span, items.Select(item => item.Depth).DefaultIfEmpty().Max() + 1)
{
    public override object? Evaluate(TemplateContext context)
    {
        var array = new ScriptArray(items.Length);
        foreach (Expression item in items) array.Add(item.Evaluate(context));
        return array;
    }
}
