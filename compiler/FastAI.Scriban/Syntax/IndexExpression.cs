using System.Collections;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>target[index]</c>: an element of a list, counted from the end if negative, or a member by name.</summary>
internal sealed class IndexExpression(SourceSpan span, Expression target, Expression index)
    : PathExpression(span, Math.Max(target.Depth, index.Depth) + 1)
{
    public override object? Resolve(TemplateContext context)
    {
        object owner = target.Evaluate(context) ?? throw Error("An element is asked of a null value");
        object key = index.Evaluate(context) ?? throw Error("The index is null");
        if (owner is IList list) return list[Position(key, list.Count)];
        if (owner is string text) return text[Position(key, text.Length)].ToString();
        string name = Values.ToText(key, this);
        return Members.TryGet(owner, name, out object? member)
            ? member
            : throw Error($"A value of type {Values.TypeName(owner)} has no member `{name}`{Members.Suggest(owner)}");
    }

    public override void Assign(TemplateContext context, object? value)
    {
        object? owner = target.Evaluate(context);
        object key = index.Evaluate(context) ?? throw Error("The index is null");
        if (owner is ScriptObject obj)
        {
            obj.Set(Values.ToText(key, this), value, this);
            return;
        }

        if (owner is not ScriptArray array)
        {
            throw Error($"Only the template's own arrays and objects can be assigned to, not a value of type {Values.TypeName(owner)}");
        }

        int at = Values.ToInt(key, this);
        if (at < 0) at += array.Count;
        if (at < 0 || at >= Values.MaximumListLength) throw Error($"The index {at} is outside 0 to {Values.MaximumListLength - 1}");
        while (array.Count <= at) array.Add(null);
        array[at] = value;
    }

    private int Position(object key, int count)
    {
        int at = Values.ToInt(key, this);
        int position = at < 0 ? at + count : at;
        return position >= 0 && position < count ? position : throw Error($"The index {at} is outside the {count} elements");
    }
}
