using FastAI.Model;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>
/// Arithmetic of known integers, exact in the unknown batch size N (at least 1): a number is Value + Term * N. What would not keep that
/// form, or depends on which N it is, is refused.
/// </summary>
internal static class IntegerMath
{
    internal readonly record struct Number(long Value, long Term);

    public static IntegerConstant Binary(
        IntegerConstant left,
        IntegerConstant right,
        Func<Number, Number, Number> operation,
        ElementKind? kind = null
    )
    {
        var layout = Layout.Broadcast(left.Layout, right.Layout);
        int[] l = IndexMaps.Broadcast(left.Layout, layout),
            r = IndexMaps.Broadcast(right.Layout, layout);
        return Make(layout, kind ?? left.Kind, i => operation(At(left, l[i]), At(right, r[i])));
    }

    public static IntegerConstant Unary(IntegerConstant operand, Func<Number, Number> operation, ElementKind? kind = null) =>
        Make(operand.Layout, kind ?? operand.Kind, i => operation(At(operand, i)));

    /// <summary>Combines the elements of each group from left to right.</summary>
    public static IntegerConstant Reduce(
        IntegerConstant operand,
        Layout layout,
        int groupSize,
        int[] groups,
        Func<Number, Number, Number> operation,
        Number empty
    ) => Make(layout, operand.Kind, o =>
        {
            if (groupSize == 0)
                return empty;
            var result = At(operand, groups[o * groupSize]);
            for (int i = 1; i < groupSize; i++)
                result = operation(result, At(operand, groups[o * groupSize + i]));
            return result;
        });

    public static Number Add(Number a, Number b) => new(checked(a.Value + b.Value), checked(a.Term + b.Term));

    public static Number Subtract(Number a, Number b) => new(checked(a.Value - b.Value), checked(a.Term - b.Term));

    public static Number Multiply(Number a, Number b) =>
        a.Term != 0 && b.Term != 0 ? throw Undecided() : new(checked(a.Value * b.Value), checked(a.Value * b.Term + a.Term * b.Value));

    /// <summary>Division of integers, towards zero.</summary>
    public static Number Divide(Number a, Number b)
    {
        if (b == default)
            throw FastAIException.BadInput("it divides an integer by zero");
        if (b.Term != 0 && b.Value == 0 && a.Value == 0 && a.Term % b.Term == 0)
            return new(a.Term / b.Term, 0);
        if (b.Term != 0)
            throw Undecided();
        if (a.Term == 0)
            return new(checked(a.Value / b.Value), 0);
        return a.Value % b.Value == 0 && a.Term % b.Value == 0 ? new(a.Value / b.Value, a.Term / b.Value) : throw Undecided();
    }

    /// <summary>Remainder with the sign of the divisor, as Mod has it for integers.</summary>
    public static Number Modulo(Number a, Number b)
    {
        if (b == default)
            throw FastAIException.BadInput("it divides an integer by zero");
        if (b.Term != 0 || a.Term % b.Value != 0)
            throw Undecided();
        long rest = b.Value == -1 ? 0 : a.Value % b.Value;
        return new(rest != 0 && (rest < 0) != (b.Value < 0) ? rest + b.Value : rest, 0);
    }

    public static Number Power(Number a, Number b)
    {
        if (b.Term != 0 || b.Value < 0)
            throw Undecided();
        var result = new Number(1, 0);
        if (a is { Term: 0, Value: 0 or 1 })
            return b.Value == 0 ? result : a;
        if (b.Value > 64)
            throw new OverflowException();
        for (long i = 0; i < b.Value; i++)
            result = Multiply(result, a);
        return result;
    }

    public static Number Negate(Number a) => Subtract(default, a);

    public static Number Absolute(Number a) => Sign(a) < 0 ? Negate(a) : a;

    public static Number Maximum(Number a, Number b) => Sign(Subtract(a, b)) >= 0 ? a : b;

    public static Number Minimum(Number a, Number b) => Sign(Subtract(a, b)) <= 0 ? a : b;

    public static Number Less(Number a, Number b) => Truth(Sign(Subtract(a, b)) < 0);

    public static Number Equal(Number a, Number b)
    {
        var difference = Subtract(a, b);
        if (difference.Term == 0)
            return Truth(difference.Value == 0);
        bool never = difference.Value % difference.Term != 0 || -(difference.Value / difference.Term) < 1;
        return never ? default : throw Undecided();
    }

    public static Number And(Number a, Number b) => Truth(a.Value != 0 && b.Value != 0);

    public static Number Or(Number a, Number b) => Truth(a.Value != 0 || b.Value != 0);

    public static Number Xor(Number a, Number b) => Truth(a.Value != 0 != (b.Value != 0));

    public static Number Not(Number a) => Truth(a.Value == 0);

    /// <summary>-1, 0 or 1 when it is the same for every N from 1 on; a sign that is 0 for N = 1 alone counts as undecided.</summary>
    public static int Sign(Number a)
    {
        if (a.Term == 0)
            return Math.Sign(a.Value);
        long atOne = checked(a.Value + a.Term);
        return atOne != 0 && Math.Sign(atOne) == Math.Sign(a.Term) ? Math.Sign(atOne) : throw Undecided();
    }

    public static Number At(IntegerConstant constant, int element) => new(constant.Values[element], constant.BatchTerm(element));

    private static Number Truth(bool value) => new(value ? 1 : 0, 0);

    private static IntegerConstant Make(Layout layout, ElementKind kind, Func<int, Number> element)
    {
        var values = new long[layout.Count];
        long[]? terms = null;
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                var number = element(i);
                values[i] = number.Value;
                if (number.Term != 0)
                    (terms ??= new long[values.Length])[i] = number.Term;
            }
        }
        catch (OverflowException)
        {
            throw FastAIException.BadInput("its integers exceed 64 bits");
        }
        return new IntegerConstant(layout, kind, [.. values], terms is null ? null : [.. terms]);
    }

    private static FastAIException Undecided() =>
        FastAIException.Unsupported("its result depends on the batch size; an event must be computed by itself");
}
