using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Reads a member of type <typeparamref name="T"/>.</summary>
internal sealed class MemberGetterOf<T>(Type owner, Lazy<Func<object, T>> read) : MemberGetter(owner)
{
    public override object? Get(object target)
    {
        T value = read.Value(target);
        if (typeof(T) == typeof(int)) return Boxed.Of((int)(object)value!);
        return typeof(T) == typeof(bool) ? Boxed.Of((bool)(object)value!) : value;
    }

    public override void Write(object target, TemplateContext context, ScriptNode node)
    {
        T value = read.Value(target);
        if (typeof(T) == typeof(int)) context.WriteInteger((int)(object)value!, node);
        else if (typeof(T) == typeof(long)) context.WriteInteger((long)(object)value!, node);
        else if (typeof(T) == typeof(string)) context.WriteText((string?)(object?)value, node);
        else context.WriteValue(value, node);
    }
}
