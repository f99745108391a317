using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>f a b</c>, <c>f(a, b)</c> or <c>a | f b</c>: the piped value is the first argument.</summary>
internal sealed class CallExpression(SourceSpan span, PathExpression target, Expression[] arguments)
    : Expression(span, arguments.Append(target).Max(e => e.Depth) + 1)
{
    public PathExpression Target => target;

    public Expression[] Arguments => arguments;

    public override object? Evaluate(TemplateContext context) => Function(context).Invoke(context, this, EvaluateArguments(context));

    public override void Write(TemplateContext context)
    {
        ScriptFunction function = Function(context);
        object?[] values = EvaluateArguments(context);
        if (function is IncludeFunction include) include.Render(context, this, values);
        else context.WriteValue(function.Invoke(context, this, values), this);
    }

    private ScriptFunction Function(TemplateContext context)
    {
        object? value = target.Resolve(context);
        return value as ScriptFunction
            ?? throw target.Error($"This is not a function but a value of type {Values.TypeName(value)}, it takes no arguments");
    }

    private object?[] EvaluateArguments(TemplateContext context)
    {
        var values = new object?[arguments.Length];
        for (int i = 0; i < values.Length; i++) values[i] = arguments[i].Evaluate(context);
        return values;
    }
}
