using System.Collections;
using System.Globalization;
using System.Text;
using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Conversions of values, the same in every culture.</summary>
internal static class Values
{
    /// <summary>No list made by a template grows beyond this.</summary>
    public const int MaximumListLength = 1 << 22;

    /// <summary>No single string made by a template grows beyond this.</summary>
    public const int MaximumTextLength = 1 << 24;

    private const int MaximumNesting = 20;

    /// <summary>Only null and false are false.</summary>
    public static bool IsTrue(object? value) => value is not (null or false);

    public static string ToText(object? value, ScriptNode node)
    {
        switch (value)
        {
            case null:
                return "";
            case string text:
                return text;
            case bool truth:
                return truth ? "true" : "false";
            case IFormattable number: // numbers, characters and enumerations
                return number.ToString(null, CultureInfo.InvariantCulture);
            default:
                var builder = new StringBuilder();
                AppendNested(builder, value, node, 0);
                return builder.ToString();
        }
    }

    public static long ToLong(object? value, ScriptNode node)
    {
        if (!TryGetInteger(value, out long number)) throw node.Error($"An integer is needed, not {Describe(value)}");
        return Math.Abs(number) <= IntegerRange.MaximumBound ? number : throw node.Error($"{number} is too large");
    }

    public static int ToInt(object? value, ScriptNode node)
    {
        long number = ToLong(value, node);
        return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw node.Error($"{number} is too large");
    }

    public static bool TryGetInteger(object? value, out long number)
    {
        switch (value)
        {
            case int i:
                number = i;
                return true;
            case ulong u when u > long.MaxValue:
                number = 0;
                return false;
            case long or uint or ulong or short or ushort or byte or sbyte or Enum:
                number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return true;
            default:
                number = 0;
                return false;
        }
    }

    public static bool TryGetNumber(object? value, out double number)
    {
        bool isInteger = TryGetInteger(value, out long integer);
        number = value switch { double d => d, float f => f, _ => integer };
        return isInteger || value is double or float;
    }

    /// <summary>The items of a list, range or other sequence.</summary>
    public static List<object?> ToList(object? value, ScriptNode node)
    {
        if (value is not IEnumerable sequence) throw node.Error($"A list is needed, not {Describe(value)}");
        var list = new List<object?>(sequence is ICollection { Count: var count } ? count : 0);
        foreach (object? item in sequence)
        {
            if (list.Count == MaximumListLength) throw node.Error($"The list has more than {MaximumListLength} items");
            list.Add(item);
        }

        return list;
    }

    public static object? To(Type type, object? value, ScriptNode node)
    {
        if (value is null && !type.IsValueType) return null;
        if (type.IsInstanceOfType(value)) return value;
        if (type == typeof(string)) return ToText(value, node);
        if (type == typeof(bool)) return IsTrue(value);
        if (type == typeof(int)) return ToInt(value, node);
        if (type == typeof(long)) return ToLong(value, node);
        if (type == typeof(double) && TryGetNumber(value, out double number)) return number;
        throw node.Error($"A value of type {type.Name} is needed, not {Describe(value)}");
    }

    /// <summary>The type's name in a message.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "null",
        ScriptFunction => "function",
        ScriptObject => "object",
        ScriptArray => "array",
        IntegerRange => "range",
        _ => value.GetType().Name,
    };

    private static string Describe(object? value) => value is null ? "null" : $"a value of type {TypeName(value)}";

    /// <summary>Lists as <c>[1, "a"]</c> and objects as <c>{a: 1}</c>.</summary>
    private static void AppendNested(StringBuilder builder, object? value, ScriptNode node, int depth)
    {
        if (depth > MaximumNesting) throw node.Error($"The value is nested more than {MaximumNesting} deep");
        if (builder.Length > MaximumTextLength) throw node.Error($"The text is longer than {MaximumTextLength} characters");
        switch (value)
        {
            case null:
                builder.Append("null");
                break;
            case string text:
                builder.Append('"').Append(Escape(text)).Append('"');
                break;
            case bool or IFormattable:
                builder.Append(ToText(value, node));
                break;
            case ScriptObject or IDictionary:
                builder.Append('{');
                AppendMembers(builder, value, node, depth);
                builder.Append('}');
                break;
            case IEnumerable items:
                builder.Append('[');
                AppendItems(builder, items, node, depth);
                builder.Append(']');
                break;
            default:
                throw node.Error($"A value of type {TypeName(value)} cannot be written; write one of its members{Members.Suggest(value)}");
        }
    }

    private static void AppendMembers(StringBuilder builder, object value, ScriptNode node, int depth)
    {
        string separator = "";
        foreach ((string name, object? member) in Members.All(value))
        {
            builder.Append(separator).Append(name).Append(": ");
            AppendNested(builder, member, node, depth + 1);
            separator = ", ";
        }
    }

    private static void AppendItems(StringBuilder builder, IEnumerable items, ScriptNode node, int depth)
    {
        string separator = "";
        foreach (object? item in items)
        {
            builder.Append(separator);
            AppendNested(builder, item, node, depth + 1);
            separator = ", ";
        }
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
}
