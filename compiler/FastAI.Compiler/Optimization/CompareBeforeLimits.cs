using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// A comparison of a limited word (a saturation, a clip, a ReLU, one of the other) with a constant reads the word before the limits, or is
/// one of their conditions, or is decided: the sign of a saturated word is the sign of the word. A limit behind limits then tells of those
/// inside that they do not matter, and <see cref="CircuitBuilder.Mux"/> leaves them out.
/// </summary>
/// <remarks>
/// With r = c ? K : y, r &lt; t is c ? [K &lt; t] : y &lt; t. Where c is 0, intervals under the condition tell whether y &lt; t is
/// decided, and whether y, the low bits of x, is x. If x &lt; t is [K &lt; t] wherever c is 1, then r &lt; t is x &lt; t. The same holds for y
/// being a limited word itself, with all conditions outside.
/// </remarks>
public sealed class CompareBeforeLimits : CircuitPass
{
    /// <summary>Limits inside each other.</summary>
    private const int MaxDepth = 6;

    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        bool[] limiting = Limiting(old);
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
            old.Words[i] is CompareWord { Comparison: Comparison.Less } compare
            && old.Words[compare.Right] is ConstantWord constant
            && Before(b, map[compare.Left], constant.Value) is { } before
            && (limiting[i] || before.IsCheaper(b, map[compare.Left], constant.Value))
                ? before.Build(b)
                : b.Copy(old.Words[i], map)
        );
    }

    /// <summary>The comparisons by which a word is limited: with them the limits inside fall away.</summary>
    private static bool[] Limiting(Circuit circuit)
    {
        var limiting = new bool[circuit.Words.Length];
        foreach (MuxWord mux in circuit.Words.OfType<MuxWord>())
            limiting[mux.Condition] |= circuit.Words[mux.WhenTrue] is ConstantWord ^ circuit.Words[mux.WhenFalse] is ConstantWord;
        return limiting;
    }

    /// <summary>What word &lt; value is before the limits of the word; null when it has none.</summary>
    private static Test? Before(CircuitBuilder b, int word, long value)
    {
        Int128 threshold = value;
        while (b.Words[word] is ShiftRightWord { Bits: < 40 } shift)
            (word, threshold) = (shift.Input, threshold << shift.Bits);
        return b.Words[word] is MuxWord ? Find(b, word, threshold, []) : null;
    }

    /// <summary>The test where the assumed conditions hold.</summary>
    private static Test? Find(CircuitBuilder b, int word, Int128 threshold, List<(int Condition, bool Truth)> assumed)
    {
        if (Under(b, assumed, word) is not { } range)
            return null;
        if (range.High < threshold || range.Low >= threshold)
            return new(range.High < threshold);
        if (b.Words[word] is WrapWord wrap)
        {
            // the low bits of a word that has no others there
            if (Under(b, assumed, wrap.Input) is not { } whole || !WordTyping.WrapAll(wrap.Bits, wrap.Signed).Contains(whole))
                return null;
            return new(wrap.Input, threshold);
        }
        if (b.Words[word] is not MuxWord mux || assumed.Count == MaxDepth)
            return new(word, threshold);
        bool truth = b.ConstantOf(mux.WhenTrue) is not null;
        if ((b.ConstantOf(mux.WhenTrue) ?? b.ConstantOf(mux.WhenFalse)) is not { } constant)
            return new(word, threshold);
        if (Find(b, truth ? mux.WhenFalse : mux.WhenTrue, threshold, [.. assumed, (mux.Condition, !truth)]) is not { } inner)
            return null;
        bool limited = constant < threshold;
        if (inner.Value is { } value)
            return value == limited ? inner : new(mux.Condition, truth == limited);
        List<(int, bool)> here = [.. assumed, (mux.Condition, truth)];
        if (inner.IsCondition)
            return Under(b, here, inner.Word) is { IsConstant: true } held && held.Low == 1 == (limited == inner.Holds) ? inner : null;
        return Under(b, here, inner.Word) is { } outside && (limited ? outside.High < inner.Threshold : outside.Low >= inner.Threshold)
            ? inner
            : null;
    }

    private static Interval? Under(CircuitBuilder b, List<(int Condition, bool Truth)> assumed, int word)
    {
        Interval? range = b.RangeOf(word);
        foreach ((int condition, bool truth) in assumed)
            range = range is { } own && ConditionRange.Under(b.Words, condition, truth, word) is { } under ? own.Intersect(under) : null;
        return range;
    }

    /// <summary>A test: decided, a condition or its opposite, or a comparison with a threshold.</summary>
    private sealed record Test(int Word, Int128 Threshold)
    {
        public Test(bool value)
            : this(-1, 0) => Value = value;

        public Test(int condition, bool holds)
            : this(condition, (Int128)0) => (IsCondition, Holds) = (true, holds);

        public bool? Value { get; }

        public bool IsCondition { get; }

        public bool Holds { get; }

        /// <summary>Whether it takes no more bits than the comparison of the limited word.</summary>
        public bool IsCheaper(CircuitBuilder b, int limited, long value) =>
            Value is not null
            || IsCondition
            || Threshold == 0
            || b.RangeOf(Word).Width - TrailingZeros(Threshold) <= b.RangeOf(limited).Width - TrailingZeros(value);

        public int Build(CircuitBuilder b) =>
            Value is { } value ? b.Constant(value ? 1 : 0)
            : !IsCondition ? b.Less(Word, b.Constant((long)Threshold))
            : Holds ? Word
            : b.Not(Word);

        private static int TrailingZeros(Int128 value) => (int)Int128.TrailingZeroCount(value);
    }
}
