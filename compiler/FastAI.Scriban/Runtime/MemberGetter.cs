using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Reads one property or field of one type of .NET objects.</summary>
internal abstract class MemberGetter(Type owner)
{
    public Type Owner => owner;

    public abstract object? Get(object target);

    /// <summary>Writes the value to the output; numbers without boxing.</summary>
    public abstract void Write(object target, TemplateContext context, ScriptNode node);
}
