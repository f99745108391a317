using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

public sealed partial class CircuitBuilder
{
    /// <summary>1 where left &lt; right.</summary>
    public int Less(int left, int right)
    {
        Interval a = words[left].Range,
            b = words[right].Range;
        if (a.High < b.Low)
            return Constant(1);
        if (left == right || a.Low >= b.High)
            return Constant(0);
        if (ConstantOf(left) is { } c)
            return c == long.MaxValue ? Constant(0) : Not(LessThanConstant(right, c + 1));
        if (ConstantOf(right) is { } d)
            return LessThanConstant(left, d);
        (int l, int leftShift) = Strip(left, 0);
        (int r, int rightShift) = Strip(right, 0);
        if (l == r) // x 2^s < x 2^t: the one that is shifted further is further from zero
            return leftShift > rightShift ? Less(l, Constant(0)) : Less(Constant(0), l);
        int common = Math.Min(leftShift, rightShift);
        if (common > 0)
            return Less(ShiftLeft(l, leftShift - common), ShiftLeft(r, rightShift - common));
        if (rightShift > 0)
            return Less(ShiftRight(left, rightShift), r); // y < x 2^s is floor(y / 2^s) < x
        return Append(new CompareWord(new(0, 1), Layer, Comparison.Less, left, right));
    }

    /// <summary>1 where the integers are equal.</summary>
    public int Equal(int left, int right)
    {
        Interval a = words[left].Range,
            b = words[right].Range;
        if (left == right || (a.IsConstant && a == b))
            return Constant(1);
        if (a.Intersect(b) is null)
            return Constant(0);
        if (ConstantOf(left) is not null || (ConstantOf(right) is null && right < left))
            (left, right) = (right, left);
        if (IsBit(left) && ConstantOf(right) is { } bit)
            return bit == 1 ? left : Not(left);
        if (words[left] is ShiftLeftWord s && ConstantOf(right) is { } c)
            return long.TrailingZeroCount(c) >= s.Bits || c == 0 ? Equal(s.Input, Constant(c >> s.Bits)) : Constant(0);
        return Append(new CompareWord(new(0, 1), Layer, Comparison.Equal, left, right));
    }

    public int Not(int bit) => Logic(LogicOperation.Xor, bit, Constant(1));

    public int And(int left, int right) => Logic(LogicOperation.And, left, right);

    public int Or(int left, int right) => Logic(LogicOperation.Or, left, right);

    /// <summary>A Boolean operation on two bits.</summary>
    public int Logic(LogicOperation operation, int left, int right)
    {
        if (!IsBit(left) || !IsBit(right))
            throw new ArgumentException($"{operation} of {words[left].Range} and {words[right].Range}");
        if (ConstantOf(left) is not null || (ConstantOf(right) is null && right < left))
            (left, right) = (right, left);
        if (ConstantOf(right) is { } c)
        {
            switch (operation)
            {
                case LogicOperation.And:
                    return c == 1 ? left : right;
                case LogicOperation.Or:
                    return c == 1 ? right : left;
                case LogicOperation.Xor when c == 0:
                    return left;
                case LogicOperation.Xor when ConstantOf(left) is { } d:
                    return Constant(1 - d);
                case LogicOperation.Xor
                    when words[left] is LogicWord { Operation: LogicOperation.Xor } inner && ConstantOf(inner.Right) == 1:
                    return inner.Left;
            }
        }
        else if (left == right)
        {
            return operation == LogicOperation.Xor ? Constant(0) : left;
        }
        return Append(new LogicWord(new(0, 1), Layer, operation, left, right));
    }

    /// <summary><paramref name="whenTrue"/> where the condition is 1, else <paramref name="whenFalse"/>.</summary>
    public int Mux(int condition, int whenTrue, int whenFalse)
    {
        if (ConstantOf(condition) is { } c)
            return c == 1 ? whenTrue : whenFalse;
        if (words[condition] is LogicWord { Operation: LogicOperation.Xor } not && ConstantOf(not.Right) == 1)
            (condition, whenTrue, whenFalse) = (not.Left, whenFalse, whenTrue);
        whenTrue = Taken(condition, true, whenTrue);
        whenFalse = Taken(condition, false, whenFalse);
        if (whenTrue == whenFalse)
            return whenTrue;
        if (ConstantOf(whenTrue) == 1 && ConstantOf(whenFalse) == 0)
            return condition;
        if (ConstantOf(whenTrue) == 0 && ConstantOf(whenFalse) == 1)
            return Not(condition);
        int common = Math.Min(TrailingZeros(whenTrue), TrailingZeros(whenFalse));
        if (common > 0)
            return ShiftLeft(Mux(condition, ShiftRight(whenTrue, common), ShiftRight(whenFalse, common)), common);
        Interval? first = ConditionRange.Under(words, condition, true, whenTrue),
            second = ConditionRange.Under(words, condition, false, whenFalse);
        if (first is null)
            return whenFalse;
        if (second is null)
            return whenTrue;
        if (first.Value.IsConstant && ConstantOf(whenTrue) is null)
            return Mux(condition, Constant((long)first.Value.Low), whenFalse);
        if (second.Value.IsConstant && ConstantOf(whenFalse) is null)
            return Mux(condition, whenTrue, Constant((long)second.Value.Low));
        return Append(new MuxWord(first.Value.Union(second.Value), Layer, condition, whenTrue, whenFalse));
    }

    /// <summary>What a branch is where it is taken: of choices by the same condition, or by one that it implies or excludes, the word that
    /// these take there.</summary>
    private int Taken(int condition, bool truth, int branch)
    {
        while (
            words[branch] is MuxWord inner && ConditionRange.Under(words, condition, truth, inner.Condition) is { IsConstant: true } decided
        )
            branch = decided.Low == 1 ? inner.WhenTrue : inner.WhenFalse;
        return branch;
    }

    /// <summary>
    /// word &lt; value. With t zeros at the end of the value, x &lt; m 2^t is floor(x / 2^t) &lt; m: the low bits do not matter.
    /// </summary>
    private int LessThanConstant(int word, long value)
    {
        Interval range = words[word].Range;
        if (range.High < value)
            return Constant(1);
        if (range.Low >= value)
            return Constant(0);
        if (value == 0)
        {
            while (words[word] is ShiftLeftWord or ShiftRightWord)
                word = words[word].Operand(0);
            return Append(new CompareWord(new(0, 1), Layer, Comparison.Less, word, Constant(0)));
        }
        int zeros = (int)long.TrailingZeroCount(value);
        if (zeros > 0)
            return LessThanConstant(ShiftRight(word, zeros), value >> zeros);
        if (words[word] is ShiftLeftWord shift)
            return LessThanConstant(shift.Input, (value >> shift.Bits) + 1);
        if (range.Low >= 0 && value == 1 && range.High == 1)
            return Not(word);
        return Append(new CompareWord(new(0, 1), Layer, Comparison.Less, word, Constant(value)));
    }

    private bool IsBit(int word) => words[word].Range is { } range && range.Low >= 0 && range.High <= 1;

    /// <summary>Zeros that every value of the word ends with; beyond any width for the constant 0.</summary>
    private int TrailingZeros(int word) =>
        words[word] switch
        {
            ShiftLeftWord shift => shift.Bits,
            ConstantWord { Value: 0 } => int.MaxValue,
            ConstantWord constant => (int)long.TrailingZeroCount(constant.Value),
            _ => 0,
        };
}
