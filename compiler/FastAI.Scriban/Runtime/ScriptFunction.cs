using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Anything a template can call.</summary>
internal abstract class ScriptFunction
{
    /// <summary>Calls the function; what it writes goes to the output of the context.</summary>
    public abstract object? Invoke(TemplateContext context, ScriptNode caller, object?[] arguments);
}
