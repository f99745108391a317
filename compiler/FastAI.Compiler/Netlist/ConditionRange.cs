using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// What a condition tells of a word: under x &lt; 0 the word x >> 3 is negative as well. Followed through shifts, constants that are
/// added, narrowing that loses nothing, comparisons, nested choices, and conditions made of conditions.
/// </summary>
internal static class ConditionRange
{
    private const int Depth = 5;

    private static readonly Interval Anything = new(-(Int128.One << 100), Int128.One << 100);

    /// <summary>The interval of <paramref name="word"/> in events in which the condition is
    /// <paramref name="truth"/>; null when there are none.</summary>
    public static Interval? Under(IReadOnlyList<Word> words, int condition, bool truth, int word) =>
        words[condition].Range.Contains(truth ? 1 : 0) ? Under(words, new(condition, truth, null), word, Depth) : null;

    private static Interval? Under(IReadOnlyList<Word> words, Assumption assumed, int index, int depth)
    {
        Word word = words[index];
        Interval? bound = word.Range;
        for (Assumption? a = assumed; a is not null; a = a.Outer)
            bound = Both(bound, Bound(words, a.Condition, a.Truth, index, Depth));
        if (bound is not { } own)
            return null;
        if (depth == 0 || own.IsConstant)
            return own;
        Interval? Of(int operand) => Under(words, assumed, operand, depth - 1);
        Interval? derived = word switch
        {
            ShiftLeftWord s => Of(s.Input) << s.Bits,
            ShiftRightWord s => Of(s.Input) >> s.Bits,
            WrapWord w => Of(w.Input) is { } inner ? WordTyping.Wrap(inner, w.Bits, w.Signed) : null,
            AddWord { Subtract: false, RightShift: 0 } a when words[a.Right] is ConstantWord c => (Of(a.Left) << a.LeftShift)
                + Interval.Of(c.Value),
            AddWord { Subtract: true, LeftShift: 0 } a when words[a.Left] is ConstantWord c => Interval.Of(c.Value)
                - (Of(a.Right) << a.RightShift),
            CompareWord c => Of(c.Left) is { } left && Of(c.Right) is { } right ? WordTyping.Compare(c.Comparison, left, right) : null,
            MuxWord m => Either(Taken(m, true), Taken(m, false)),
            _ => own,
        };
        return derived is { } d ? own.Intersect(d) : null;

        // a branch where it is taken: with the choice's own condition besides
        Interval? Taken(MuxWord mux, bool truth) =>
            Of(mux.Condition) is { } condition && condition.Contains(truth ? 1 : 0)
                ? Under(words, new(mux.Condition, truth, assumed), truth ? mux.WhenTrue : mux.WhenFalse, depth - 1)
                : null;
    }

    /// <summary>Values of <paramref name="target"/> that the condition allows, or null when it cannot be so.</summary>
    private static Interval? Bound(IReadOnlyList<Word> words, int condition, bool truth, int target, int depth)
    {
        if (condition == target)
            return Interval.Of(truth ? 1 : 0);
        if (depth == 0)
            return Anything;
        Interval? Of(int other, bool value) => Bound(words, other, value, target, depth - 1);
        switch (words[condition])
        {
            case LogicWord { Operation: LogicOperation.Xor } logic when words[logic.Right] is ConstantWord c:
                return Of(logic.Left, truth ^ (c.Value == 1));
            case LogicWord { Operation: LogicOperation.And } logic when truth:
                return Both(Of(logic.Left, true), Of(logic.Right, true));
            case LogicWord { Operation: LogicOperation.Or } logic when !truth:
                return Both(Of(logic.Left, false), Of(logic.Right, false));
            case CompareWord { Comparison: Comparison.Less } compare:
                Interval a = words[compare.Left].Range,
                    b = words[compare.Right].Range;
                return truth
                    ? Both(
                        Spread(words, compare.Left, Anything.Low, b.High - 1, target),
                        Spread(words, compare.Right, a.Low + 1, Anything.High, target)
                    )
                    : Both(
                        Spread(words, compare.Left, b.Low, Anything.High, target),
                        Spread(words, compare.Right, Anything.Low, a.High, target)
                    );
            case CompareWord { Comparison: Comparison.Equal } compare when truth:
                Interval left = words[compare.Left].Range,
                    right = words[compare.Right].Range;
                return Both(
                    Spread(words, compare.Left, right.Low, right.High, target),
                    Spread(words, compare.Right, left.Low, left.High, target)
                );
            default:
                return Anything;
        }
    }

    /// <summary>Values of <paramref name="target"/> when <paramref name="index"/>, possibly made from it, lies in [low, high].</summary>
    private static Interval? Spread(IReadOnlyList<Word> words, int index, Int128 low, Int128 high, int target)
    {
        for (int depth = Depth; depth > 0; depth--)
        {
            if (low > high)
                return null;
            if (index == target)
                return new(low, high);
            Interval range = words[index].Range;
            (low, high) = (Int128.Max(low, range.Low), Int128.Min(high, range.High));
            if (low > high)
                return null;
            switch (words[index])
            {
                case ShiftRightWord s when s.Bits < 32:
                    (index, low, high) = (s.Input, low << s.Bits, ((high + 1) << s.Bits) - 1);
                    break;
                case ShiftLeftWord s:
                    (index, low, high) = (s.Input, -(-low >> s.Bits), high >> s.Bits);
                    break;
                case AddWord { Subtract: false, RightShift: 0 } a when words[a.Right] is ConstantWord c:
                    (index, low, high) = (a.Left, -((c.Value - low) >> a.LeftShift), (high - c.Value) >> a.LeftShift);
                    break;
                case AddWord { Subtract: true, LeftShift: 0 } a when words[a.Left] is ConstantWord c:
                    (index, low, high) = (a.Right, -((high - c.Value) >> a.RightShift), (c.Value - low) >> a.RightShift);
                    break;
                default:
                    return Anything;
            }
        }
        return Anything;
    }

    private static Interval? Either(Interval? a, Interval? b) => a is { } x && b is { } y ? x.Union(y) : a ?? b;

    private static Interval? Both(Interval? a, Interval? b) => a is { } x && b is { } y ? x.Intersect(y) : null;

    /// <summary>A condition that holds, or does not, and those that hold with it.</summary>
    private sealed record Assumption(int Condition, bool Truth, Assumption? Outer);
}
