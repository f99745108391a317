using System.Globalization;
using Scriban.Runtime;

namespace Scriban.Functions;

/// <summary><c>string.*</c></summary>
internal sealed class StringFunctions : FunctionTable
{
    public StringFunctions()
        : base("string")
    {
        Add("append", 2, c => Join(c, c.Text(0), c.Text(1)));
        Add("prepend", 2, c => Join(c, c.Text(1), c.Text(0)));
        Add("capitalize", 1, c => c.Text(0) is [var first, ..] text ? char.ToUpperInvariant(first) + text[1..] : "");
        Add("contains", 2, c => Boxed.Of(c.Text(0).Contains(c.Text(1), StringComparison.Ordinal)));
        Add("downcase", 1, c => c.Text(0).ToLowerInvariant());
        Add("upcase", 1, c => c.Text(0).ToUpperInvariant());
        Add("empty", 1, c => Boxed.Of(c.Text(0).Length == 0));
        Add("starts_with", 2, c => Boxed.Of(c.Text(0).StartsWith(c.Text(1), StringComparison.Ordinal)));
        Add("ends_with", 2, c => Boxed.Of(c.Text(0).EndsWith(c.Text(1), StringComparison.Ordinal)));
        Add("index_of", 2, c => Boxed.Of(c.Text(0).IndexOf(c.Text(1), StringComparison.Ordinal)));
        Add("lstrip", 1, c => c.Text(0).TrimStart());
        Add("rstrip", 1, c => c.Text(0).TrimEnd());
        Add("strip", 1, c => c.Text(0).Trim());
        Add("pad_left", 2, c => c.Text(0).PadLeft(Math.Max(c.Length(1), 0)));
        Add("pad_right", 2, c => c.Text(0).PadRight(Math.Max(c.Length(1), 0)));
        Add("remove", 2, c => Replace(c, ""));
        Add("replace", 3, c => Replace(c, c.Text(2)));
        Add("size", 1, c => Boxed.Of(c.Text(0).Length));
        Add("slice", 2, 3, c => Slice(c.Text(0), c.Integer(1), c.Count > 2 ? c.Integer(2) : int.MaxValue));
        Add("split", 2, c => Split(c.Text(0), c.Text(1)));
        Add("to_int", 1, c => ToInteger(c.Text(0)));
    }

    private static object? ToInteger(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? Boxed.Of(value) : null;

    private static string Join(Call call, string first, string second)
    {
        call.Context.CheckTextLength((long)first.Length + second.Length, call.Node);
        return first + second;
    }

    private static string Replace(Call call, string replacement)
    {
        string text = call.Text(0), match = call.Text(1);
        if (match.Length == 0) return text;
        call.Context.CheckTextLength((long)text.Length / match.Length * Math.Max(replacement.Length, match.Length), call.Node);
        return text.Replace(match, replacement, StringComparison.Ordinal);
    }

    /// <summary>A negative start counts from the end; what lies outside the text is left away.</summary>
    private static string Slice(string text, int start, int length)
    {
        long from = start < 0 ? (long)start + text.Length : start;
        long to = Math.Min(from + length, text.Length);
        from = Math.Max(from, 0);
        return from < to ? text[(int)from..(int)to] : "";
    }

    private static ScriptArray Split(string text, string separator) =>
        new(text.Split(separator, StringSplitOptions.RemoveEmptyEntries));
}
