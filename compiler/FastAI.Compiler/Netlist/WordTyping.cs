using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>The interval of a word's result, derived from its operands' intervals and, for a choice, from what
/// its condition says about them.</summary>
public static class WordTyping
{
    /// <summary>Derives the interval from operands in <paramref name="words"/>.</summary>
    /// <exception cref="ArgumentException">The operands do not suit the operation.</exception>
    public static Interval Derive(Word word, IReadOnlyList<Word> words)
    {
        switch (word)
        {
            case InputWord input:
                return input.Format.Range;
            case StateWord state:
                return state.Range; // what it takes is checked to lie inside
            case PhaseWord phase:
                return phase.Range;
            case HoldWord hold:
                return words[hold.Input].Range;
            case CollectWord collect:
                return words[collect.Input].Range;
            case ConstantWord constant:
                return Interval.Of(constant.Value);
            case AddWord add:
                if (Math.Min(add.LeftShift, add.RightShift) != 0)
                    throw new ArgumentException("the smaller shift of an addition is not 0");
                Interval left = words[add.Left].Range << add.LeftShift,
                    right = words[add.Right].Range << add.RightShift;
                return add.Subtract ? left - right : left + right;
            case SumWord sum:
                if (sum.A.Negate && sum.B.Negate && sum.C.Negate)
                    throw new ArgumentException("all three operands of a sum are subtracted");
                return Signed(sum.A, words) + Signed(sum.B, words) + Signed(sum.C, words) + Interval.Of(sum.Constant);
            case ShiftLeftWord shift:
                return words[shift.Input].Range << shift.Bits;
            case ShiftRightWord shift:
                if (shift.Bits < 0)
                    throw new ArgumentException("a right shift by a negative number of bits");
                return words[shift.Input].Range >> shift.Bits;
            case WrapWord wrap:
                return Wrap(words[wrap.Input].Range, wrap.Bits, wrap.Signed);
            case MultiplyWord multiply:
                return Multiply(words[multiply.Left].Range, words[multiply.Right].Range, multiply.Left == multiply.Right);
            case CompareWord compare:
                return Compare(compare.Comparison, words[compare.Left].Range, words[compare.Right].Range);
            case LogicWord logic:
                return Logic(logic.Operation, words[logic.Left].Range, words[logic.Right].Range);
            case MuxWord mux:
                Check(words[mux.Condition].Range);
                Interval? whenTrue = ConditionRange.Under(words, mux.Condition, true, mux.WhenTrue);
                Interval? whenFalse = ConditionRange.Under(words, mux.Condition, false, mux.WhenFalse);
                return whenTrue is not { } t ? whenFalse ?? words[mux.WhenFalse].Range
                    : whenFalse is not { } f ? t
                    : t.Union(f);
            case TableWord table:
                return Table(words[table.Input].Range, table);
            case LutWord lut:
                if (lut.Inputs.Length is < 2 or > TruthTable.MaxInputs)
                    throw new ArgumentException($"a table of {lut.Inputs.Length} inputs");
                foreach (int input in lut.Inputs)
                    Check(words[input].Range);
                return new(0, 1);
            case JoinWord join:
                return Join(join, words);
            case ProductRowWord row:
                return words[row.Previous].Range + (words[row.Multiplicand].Range << row.Shift) * Digits(words[row.Digit].Range);
            case PassWord pass:
                return words[pass.Input].Range.Intersect(pass.Known)
                    ?? throw new ArgumentException($"{words[pass.Input].Range} and {pass.Known} have nothing in common");
            default:
                throw new ArgumentException($"{word.GetType().Name} is not a word of this version");
        }
    }

    /// <summary>Interval of the low <paramref name="bits"/> bits of any member of <paramref name="range"/>.</summary>
    public static Interval Wrap(Interval range, int bits, bool signed)
    {
        Interval all = WrapAll(bits, signed);
        if (all.Contains(range))
            return range;
        Int128 low = Wrap(range.Low, bits, signed),
            high = Wrap(range.High, bits, signed);
        return range.High - range.Low < (Int128.One << bits) && low <= high ? new(low, high) : all;
    }

    /// <summary>Every word of so many bits.</summary>
    public static Interval WrapAll(int bits, bool signed)
    {
        if (bits is < 1 or > FixedFormat.MaxWidth)
            throw new ArgumentException($"a word of {bits} bits");
        return signed ? new(-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : new(0, (Int128.One << bits) - 1);
    }

    /// <summary>The low <paramref name="bits"/> bits of <paramref name="value"/>.</summary>
    public static Int128 Wrap(Int128 value, int bits, bool signed)
    {
        Int128 turn = Int128.One << bits,
            low = value & (turn - 1);
        return signed && low >= turn >> 1 ? low - turn : low;
    }

    /// <summary>A square is never negative.</summary>
    private static Interval Multiply(Interval a, Interval b, bool square) =>
        square && a.Low < 0 && a.High > 0 ? new(0, Int128.Max(a.Low * a.Low, a.High * a.High)) : a * b;

    private static Interval Signed(SumTerm term, IReadOnlyList<Word> words)
    {
        if (term.Shift < 0)
            throw new ArgumentException("an operand of a sum is shifted to the right");
        Interval range = words[term.Word].Range << term.Shift;
        return term.Negate ? -range : range;
    }

    /// <summary>What a comparison of members of two intervals gives.</summary>
    public static Interval Compare(Comparison comparison, Interval a, Interval b) =>
        comparison == Comparison.Less ? Bit(a.High < b.Low, a.Low >= b.High) : Bit(a.IsConstant && a == b, a.Intersect(b) is null);

    private static Interval Logic(LogicOperation operation, Interval a, Interval b)
    {
        Check(a);
        Check(b);
        return operation switch
        {
            LogicOperation.And => new(a.Low & b.Low, a.High & b.High),
            LogicOperation.Or => new(a.Low | b.Low, a.High | b.High),
            LogicOperation.Xor => a.IsConstant && b.IsConstant ? Interval.Of(a.Low ^ b.Low) : new(0, 1),
            _ => throw new ArgumentException($"logic operation {operation}"),
        };
    }

    private static Interval Table(Interval range, TableWord table)
    {
        long first = table.Table.First;
        if (range.Low < first || range.High >= (Int128)first + table.Table.Entries.Length)
            throw new ArgumentException($"{range} is not inside the table");
        long low = long.MaxValue,
            high = long.MinValue;
        foreach (long entry in table.Table.Entries.AsSpan().Slice((int)(range.Low - first), (int)(range.High - range.Low) + 1))
            (low, high) = (Math.Min(low, entry), Math.Max(high, entry));
        return new(low, high);
    }

    private static Interval Join(JoinWord join, IReadOnlyList<Word> words)
    {
        Int128 low = 0,
            high = 0;
        for (int k = 0; k < join.Bits.Length; k++)
        {
            Interval bit = words[join.Bits[k]].Range;
            Check(bit);
            low += bit.Low << k;
            high += bit.High << k;
        }
        return new(low, Int128.Max(low, Int128.Min(high, join.Most)));
    }

    private static Interval Digits(Interval bits)
    {
        if (bits.Low < 0 || bits.High > 7)
            throw new ArgumentException($"{bits} as the three bits of a digit");
        int low = 2,
            high = -2;
        for (int t = (int)bits.Low; t <= (int)bits.High; t++)
            (low, high) = (Math.Min(low, ProductRowWord.DigitOf(t)), Math.Max(high, ProductRowWord.DigitOf(t)));
        return new(low, high);
    }

    private static Interval Bit(bool always, bool never) =>
        always ? Interval.Of(1)
        : never ? Interval.Zero
        : new(0, 1);

    private static void Check(Interval bit)
    {
        if (bit.Low < 0 || bit.High > 1)
            throw new ArgumentException($"{bit} is not a bit");
    }
}
