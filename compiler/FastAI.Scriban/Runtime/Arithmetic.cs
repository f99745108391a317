using System.Text;
using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>
/// The operators: comparison of numbers, strings and truth values, exact integer arithmetic, + - * of floating-point numbers, joining and
/// repeating of strings. If one side is a string, the other is compared or joined as text.
/// </summary>
internal static class Arithmetic
{
    public static object? Apply(BinaryOperator operation, object? left, object? right, ScriptNode node, TemplateContext context)
    {
        if (left is int a && right is int b && TryCompareOrAdd(operation, a, b) is { } quick) return quick;
        if (left is string or char || right is string or char) return ApplyToText(operation, left, right, node, context);
        if (operation is BinaryOperator.Equal or BinaryOperator.NotEqual)
        {
            return Boxed.Of(AreEqual(left, right, node) == (operation == BinaryOperator.Equal));
        }

        bool integers = Values.TryGetInteger(left, out long x) & Values.TryGetInteger(right, out long y);
        if (integers) return ApplyToIntegers(operation, x, y, node);
        bool numbers = Values.TryGetNumber(left, out double p) & Values.TryGetNumber(right, out double q);
        if (numbers) return ApplyToNumbers(operation, p, q, node);
        (string leftType, string rightType) = (Values.TypeName(left), Values.TypeName(right));
        throw node.Error($"The operator `{Symbol(operation)}` is not supported between {leftType} and {rightType}");
    }

    public static bool AreEqual(object? left, object? right, ScriptNode node)
    {
        if (left is string or char || right is string or char) return Values.ToText(left, node) == Values.ToText(right, node);
        if (left is null || right is null) return left is null && right is null;
        if (Values.TryGetInteger(left, out long x) && Values.TryGetInteger(right, out long y)) return x == y;
        if (Values.TryGetNumber(left, out double p) && Values.TryGetNumber(right, out double q)) return p == q;
        return left.GetType() == right.GetType()
            ? left.Equals(right)
            : throw node.Error($"{Values.TypeName(left)} and {Values.TypeName(right)} cannot be compared");
    }

    public static int Compare(object? left, object? right, ScriptNode node)
    {
        if (Values.TryGetInteger(left, out long x) && Values.TryGetInteger(right, out long y)) return x.CompareTo(y);
        if (Values.TryGetNumber(left, out double p) && Values.TryGetNumber(right, out double q)) return p.CompareTo(q);
        if (left is string a && right is string b) return string.CompareOrdinal(a, b);
        throw node.Error($"{Values.TypeName(left)} and {Values.TypeName(right)} have no order");
    }

    private static object? TryCompareOrAdd(BinaryOperator operation, int left, int right) => operation switch
    {
        BinaryOperator.Equal => Boxed.Of(left == right),
        BinaryOperator.NotEqual => Boxed.Of(left != right),
        BinaryOperator.Less => Boxed.Of(left < right),
        BinaryOperator.Add => Boxed.Of((long)left + right),
        BinaryOperator.Subtract => Boxed.Of((long)left - right),
        _ => null,
    };

    private static object ApplyToText(BinaryOperator operation, object? left, object? right, ScriptNode node, TemplateContext context)
    {
        if (operation == BinaryOperator.Multiply) return Repeat(left, right, node, context);
        string a = Values.ToText(left, node), b = Values.ToText(right, node);
        if (operation != BinaryOperator.Add) return Boxed.Of(Holds(operation, string.CompareOrdinal(a, b), node, "strings"));
        context.CheckTextLength((long)a.Length + b.Length, node);
        return a + b;
    }

    private static string Repeat(object? left, object? right, ScriptNode node, TemplateContext context)
    {
        (object? text, object? times) = right is string or char ? (right, left) : (left, right);
        if (!Values.TryGetInteger(times, out long count))
        {
            throw node.Error($"A string is repeated an integer number of times, not {Values.TypeName(times)} times");
        }

        string part = Values.ToText(text, node);
        if (count <= 0) return "";
        context.CheckTextLength(Math.Min(count, int.MaxValue) * Math.Max(part.Length, 1), node);
        return new StringBuilder(part.Length * (int)count).Insert(0, part, (int)count).ToString();
    }

    private static object ApplyToIntegers(BinaryOperator operation, long left, long right, ScriptNode node)
    {
        if (operation is BinaryOperator.DivideRound or BinaryOperator.Modulus && right == 0) throw node.Error("Division by zero");
        try
        {
            return operation switch
            {
                BinaryOperator.Add => Boxed.Of(checked(left + right)),
                BinaryOperator.Subtract => Boxed.Of(checked(left - right)),
                BinaryOperator.Multiply => Boxed.Of(checked(left * right)),
                BinaryOperator.DivideRound => Boxed.Of(left / right),
                BinaryOperator.Modulus => Boxed.Of(right == -1 ? 0 : left % right),
                _ => Boxed.Of(Holds(operation, left.CompareTo(right), node, "integers")),
            };
        }
        catch (OverflowException)
        {
            throw node.Error("The result does not fit 64 bits; compute it in the program, not in the template");
        }
    }

    private static object ApplyToNumbers(BinaryOperator operation, double left, double right, ScriptNode node) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Less => Boxed.Of(left < right),
        BinaryOperator.LessOrEqual => Boxed.Of(left <= right),
        BinaryOperator.Greater => Boxed.Of(left > right),
        BinaryOperator.GreaterOrEqual => Boxed.Of(left >= right),
        _ => throw node.Error($"The operator `{Symbol(operation)}` is not supported on floating-point numbers; compute it in the program"),
    };

    private static bool Holds(BinaryOperator operation, int order, ScriptNode node, string kind) => operation switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        BinaryOperator.GreaterOrEqual => order >= 0,
        _ => throw node.Error($"The operator `{Symbol(operation)}` is not supported on {kind}"),
    };

    private static string Symbol(BinaryOperator operation) => BinaryOperators.All.First(entry => entry.Value.Operation == operation).Key;
}
