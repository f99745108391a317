namespace Scriban.Runtime;

/// <summary>An object whose members are variables, and the loops that run while it is the innermost one.</summary>
internal sealed class GlobalScope(ScriptObject variables)
{
    public ScriptObject Variables => variables;

    public List<LoopFrame> Loops { get; } = [];
}
