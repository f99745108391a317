using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban.Functions;

/// <summary>A built-in function with a fixed range of argument counts.</summary>
internal sealed class BuiltinFunction(string name, int least, int most, Func<Call, object?> body) : ScriptFunction
{
    public override object? Invoke(TemplateContext context, ScriptNode caller, object?[] arguments)
    {
        if (arguments.Length >= least && arguments.Length <= most) return body(new Call(context, caller, arguments));
        string expected = least == most ? $"{least}" : $"{least} to {most}";
        throw caller.Error($"`{name}` takes {expected} arguments, but {arguments.Length} are given");
    }
}
