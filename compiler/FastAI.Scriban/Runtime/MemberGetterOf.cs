using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Reads a member of type <typeparamref name="T"/>.</summary>
internal abstract class MemberGetterOf<T>(Type owner) : MemberGetter(owner)
{
    public sealed override object? Get(object target)
    {
        T value = Read(target);
        if (typeof(T) == typeof(int)) return Boxed.Of((int)(object)value!);
        return typeof(T) == typeof(bool) ? Boxed.Of((bool)(object)value!) : value;
    }

    public sealed override void Write(object target, TemplateContext context, ScriptNode node)
    {
        T value = Read(target);
        if (typeof(T) == typeof(int)) context.WriteInteger((int)(object)value!, node);
        else if (typeof(T) == typeof(long)) context.WriteInteger((long)(object)value!, node);
        else if (typeof(T) == typeof(string)) context.WriteText((string?)(object?)value, node);
        else context.WriteValue(value, node);
    }

    protected abstract T Read(object target);
}
