using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>target.name</c></summary>
internal sealed class MemberExpression(SourceSpan span, Expression target, string name) : PathExpression(span, target.Depth + 1)
{
    /// <summary>
    /// The getter of the type met last: a list's elements nearly always have one type. Replaced as a whole, so threads may share it.
    /// </summary>
    private MemberGetter? _last;

    public string Name => name;

    public override object? Resolve(TemplateContext context)
    {
        object value = EvaluateTarget(context);
        return Getter(value) is { } getter ? getter.Get(value) : ResolveSlow(value);
    }

    public override void Write(TemplateContext context)
    {
        object value = EvaluateTarget(context);
        if (Getter(value) is { } getter) getter.Write(value, context, this);
        else context.WriteValue(Called(ResolveSlow(value), context), this);
    }

    public override void Assign(TemplateContext context, object? value)
    {
        object owner = EvaluateTarget(context);
        if (owner is not ScriptObject obj)
        {
            throw Error($"A member can be assigned to an object of the template only, not to a value of type {Values.TypeName(owner)}");
        }

        obj.Set(name, value, this);
    }

    private object EvaluateTarget(TemplateContext context) =>
        target.Evaluate(context) ?? throw Error($"The member `{name}` is asked of a null value");

    private MemberGetter? Getter(object value)
    {
        Type type = value.GetType();
        MemberGetter? last = _last;
        if (last?.Owner == type) return last;
        if (Members.IsKeyed(value)) return null;
        MemberGetter? found = Members.Find(type, name);
        if (found is not null) _last = found;
        return found;
    }

    private object? ResolveSlow(object value) => Members.TryGet(value, name, out object? member)
        ? member
        : throw Error($"A value of type {Values.TypeName(value)} has no member `{name}`{Members.Suggest(value)}");
}
