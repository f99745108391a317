namespace Scriban.Runtime;

/// <summary>The <c>$</c> variables of one function call, included template or rendering.</summary>
internal sealed class LocalScope(ScriptArray? arguments)
{
    private Dictionary<string, object?>? _variables;

    public ScriptArray? Arguments => arguments;

    public Dictionary<string, object?> Variables => _variables ??= new Dictionary<string, object?>(StringComparer.Ordinal);

    public List<LoopFrame> Loops { get; } = [];

    public bool TryGet(string name, out object? value)
    {
        value = null;
        return _variables is not null && _variables.TryGetValue(name, out value);
    }
}
