using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>{ name: value, "name": value }</c></summary>
internal sealed class ObjectExpression(SourceSpan span, (string Name, Expression Value)[] members)
    : Expression(span, members.Select(member => member.Value.Depth).DefaultIfEmpty().Max() + 1)
{
    public override object? Evaluate(TemplateContext context)
    {
        var result = new ScriptObject();
        foreach ((string name, Expression value) in members) result[name] = value.Evaluate(context);
        return result;
    }
}
