using System.Collections;
using Scriban.Runtime;

namespace Scriban.Functions;

/// <summary><c>object.*</c></summary>
internal sealed class ObjectFunctions : FunctionTable
{
    public ObjectFunctions()
        : base("object")
    {
        Add("default", 2, c => c[0] is null or "" ? c[1] : c[0]);
        Add("has_key", 2, c => Boxed.Of(c[0] is not null && Members.TryGet(c[0]!, c.Text(1), out _)));
        Add("has_value", 2, c => Boxed.Of(c[0] is not null && Members.TryGet(c[0]!, c.Text(1), out object? value) && value is not null));
        Add("keys", 1, c => new ScriptArray(All(c).Select(member => member.Key)));
        Add("size", 1, c => Boxed.Of(c[0] switch { string text => text.Length, IList list => list.Count, _ => All(c).Count() }));
        Add("typeof", 1, c => TypeOf(c[0]));
        Add("values", 1, c => new ScriptArray(All(c).Select(member => member.Value)));
    }

    private static IEnumerable<KeyValuePair<string, object?>> All(Call call) => call[0] is null ? [] : Members.All(call[0]!);

    private static string? TypeOf(object? value) => value switch
    {
        null => null,
        string => "string",
        bool => "boolean",
        IList => "array",
        ScriptObject or IDictionary => "object",
        IEnumerable => "iterator",
        _ => Values.TryGetNumber(value, out _) && value is not Enum ? "number" : "object",
    };
}
