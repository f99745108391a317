using Scriban.Runtime;

namespace Scriban.Functions;

/// <summary>A set of built-in functions under one name, such as <c>string</c>.</summary>
internal abstract class FunctionTable(string name)
{
    public string Name => name;

    public ScriptObject Functions { get; } = new();

    protected void Add(string function, int least, int most, Func<Call, object?> body) =>
        Functions.SetValue(function, new BuiltinFunction($"{name}.{function}", least, most, body), true);

    protected void Add(string function, int count, Func<Call, object?> body) => Add(function, count, count, body);
}
