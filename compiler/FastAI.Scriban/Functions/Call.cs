using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban.Functions;

/// <summary>The arguments of one call of a built-in function.</summary>
internal readonly struct Call(TemplateContext context, ScriptNode node, object?[] arguments)
{
    public TemplateContext Context => context;

    public ScriptNode Node => node;

    public int Count => arguments.Length;

    public object? this[int index] => arguments[index];

    public string Text(int index) => Values.ToText(arguments[index], node);

    public int Integer(int index) => Values.ToInt(arguments[index], node);

    /// <summary>The items of a list; a null has none.</summary>
    public List<object?> List(int index) => arguments[index] is null ? [] : Values.ToList(arguments[index], node);

    public ScriptFunction Function(int index) =>
        arguments[index] as ScriptFunction ?? throw node.Error($"Argument {index + 1} must be a function: `@name`");

    /// <summary>A length that the function is about to produce, within the limits.</summary>
    public int Length(int index)
    {
        int length = Integer(index);
        context.CheckTextLength(length, node);
        return length;
    }
}
