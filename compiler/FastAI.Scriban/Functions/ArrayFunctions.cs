using System.Collections;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban.Functions;

/// <summary><c>array.*</c>; all return new lists.</summary>
internal sealed class ArrayFunctions : FunctionTable
{
    public ArrayFunctions()
        : base("array")
    {
        Add("add", 2, c => Concat(c, c.List(0), [c[1]]));
        Add("add_range", 2, c => Concat(c, c.List(0), c.List(1)));
        Add("concat", 2, c => Concat(c, c.List(0), c.List(1)));
        Add("compact", 1, c => new ScriptArray(c.List(0).Where(item => item is not null)));
        Add("contains", 2, c => Boxed.Of(Contains(c)));
        Add("each", 2, c => Each(c));
        Add("filter", 2, c => Filter(c));
        Add("first", 1, c => c[0] is IntegerRange { Count: > 0 } range ? Boxed.Of(range.At(0)) : c.List(0).FirstOrDefault());
        Add("last", 1, c => c[0] is IntegerRange { Count: > 0 } range ? Boxed.Of(range.At(range.Count - 1)) : c.List(0).LastOrDefault());
        Add("join", 2, 3, c => Join(c));
        Add("limit", 2, c => new ScriptArray(c.List(0).Take(c.Integer(1))));
        Add("offset", 2, c => new ScriptArray(c.List(0).Skip(c.Integer(1))));
        Add("map", 2, c => Map(c));
        Add("reverse", 1, c => Reverse(c));
        Add("size", 1, c => Boxed.Of(Size(c)));
        Add("sort", 1, 2, c => Sort(c));
        Add("uniq", 1, c => new ScriptArray(c.List(0).Distinct()));
    }

    private static ScriptArray Concat(Call call, List<object?> first, List<object?> second)
    {
        long length = (long)first.Count + second.Count;
        if (length > Values.MaximumListLength) throw call.Node.Error($"The list has more than {Values.MaximumListLength} items");
        var result = new ScriptArray((int)length);
        result.AddRange(first);
        result.AddRange(second);
        return result;
    }

    private static long Size(Call call) => call[0] switch
    {
        IntegerRange range => range.Count,
        ICollection list => list.Count,
        _ => call.List(0).Count,
    };

    private static bool Contains(Call call)
    {
        foreach (object? item in call.List(0))
        {
            if (item is null == call[1] is null && Arithmetic.AreEqual(item, call[1], call.Node)) return true;
        }

        return false;
    }

    private static ScriptArray Each(Call call)
    {
        ScriptFunction function = call.Function(1);
        var result = new ScriptArray();
        foreach (object? item in call.List(0)) result.Add(function.Invoke(call.Context, call.Node, [item]));
        return result;
    }

    private static ScriptArray Filter(Call call)
    {
        ScriptFunction function = call.Function(1);
        var result = new ScriptArray();
        foreach (object? item in call.List(0))
        {
            if (Values.IsTrue(function.Invoke(call.Context, call.Node, [item]))) result.Add(item);
        }

        return result;
    }

    private static string Join(Call call)
    {
        var texts = new List<string>();
        string separator = call.Text(1);
        long length = 0;
        foreach (object? item in call.List(0))
        {
            object? text = call.Count > 2 ? call.Function(2).Invoke(call.Context, call.Node, [Values.ToText(item, call.Node)]) : item;
            texts.Add(Values.ToText(text, call.Node));
            length += texts[^1].Length + separator.Length;
            call.Context.CheckTextLength(length, call.Node);
        }

        return string.Join(separator, texts);
    }

    private static ScriptArray Map(Call call)
    {
        string name = call.Text(1);
        var result = new ScriptArray();
        foreach (object? item in call.List(0)) result.Add(Member(item, name, call.Node));
        return result;
    }

    private static object? Member(object? item, string name, ScriptNode node) =>
        item is not null && Members.TryGet(item, name, out object? value)
            ? value
            : throw node.Error($"A value of type {Values.TypeName(item)} has no member `{name}`{Members.Suggest(item)}");

    private static ScriptArray Reverse(Call call)
    {
        List<object?> list = call.List(0);
        list.Reverse();
        return new ScriptArray(list);
    }

    /// <summary>Stable, by the items or by a member of them: all numbers or all strings.</summary>
    private static ScriptArray Sort(Call call)
    {
        List<object?> items = call.List(0);
        string? name = call.Count > 1 ? call.Text(1) : null;
        (object? Key, object? Item)[] keyed = [.. items.Select(item => (name is null ? item : Member(item, name, call.Node), item))];

        // Compared with the first before sorting, as an exception of a comparer would be wrapped.
        foreach ((object? key, _) in keyed) Arithmetic.Compare(keyed[0].Key, key, call.Node);
        Comparer<object?> comparer = Comparer<object?>.Create((a, b) => Arithmetic.Compare(a, b, call.Node));
        return new ScriptArray(keyed.OrderBy(pair => pair.Key, comparer).Select(pair => pair.Item));
    }
}
