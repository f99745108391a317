using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

public sealed partial class CircuitBuilder
{
    /// <summary><c>(left &lt;&lt; leftShift) + (right &lt;&lt; rightShift)</c>, or minus.</summary>
    /// <param name="left">Left operand.</param>
    /// <param name="leftShift">Zeros appended to it.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="rightShift">Zeros appended to it.</param>
    /// <param name="subtract">Whether the right operand is subtracted.</param>
    /// <param name="proved">An interval of the result that is known from elsewhere to hold; operands that depend on each other
    /// make it narrower than theirs tell.</param>
    public int Add(int left, int leftShift, int right, int rightShift, bool subtract = false, Interval? proved = null)
    {
        (left, leftShift) = Strip(left, leftShift);
        (right, rightShift) = Strip(right, rightShift);
        if (Fits(ConstantOf(right), rightShift) is { } c)
            return AddConstant(left, leftShift, subtract ? -c : c, proved);
        if (Fits(ConstantOf(left), leftShift) is { } d)
            return subtract ? ConstantMinus(d, right, rightShift, proved) : AddConstant(right, rightShift, d, proved);
        if (words[right] is AddWord { Subtract: true } negated && ConstantOf(negated.Left) == 0)
            return Add(left, leftShift, negated.Right, rightShift + negated.RightShift, !subtract, proved);
        if (!subtract && words[left] is AddWord { Subtract: true } first && ConstantOf(first.Left) == 0)
            return Add(right, rightShift, first.Right, leftShift + first.RightShift, true, proved);
        if (left == right && leftShift == rightShift)
            return subtract ? Constant(0) : ShiftLeft(left, leftShift + 1);
        int common = Math.Min(leftShift, rightShift);
        if (common > 0)
            return ShiftLeft(Add(left, leftShift - common, right, rightShift - common, subtract, proved >> common), common);
        if (!subtract && (right, rightShift).CompareTo((left, leftShift)) < 0)
            (left, leftShift, right, rightShift) = (right, rightShift, left, leftShift);
        return AppendAdd(left, leftShift, right, rightShift, subtract, proved);
    }

    /// <summary>The sum of a word and a constant.</summary>
    public int AddConstant(int word, long value) => AddConstant(word, 0, value, null);

    public int Subtract(int left, int right) => Add(left, 0, right, 0, true);

    public int Negate(int word) => ConstantMinus(0, word, 0, null);

    public int ShiftLeft(int word, int bits)
    {
        if (bits == 0)
            return word;
        (word, bits) = Strip(word, bits);
        if (Fits(ConstantOf(word), bits) is { } c)
            return Constant(c);
        return Append(new ShiftLeftWord(words[word].Range << bits, Layer, word, bits));
    }

    public int ShiftRight(int word, int bits)
    {
        if (bits == 0)
            return word;
        switch (words[word])
        {
            case ShiftLeftWord inner when inner.Bits >= bits:
                return ShiftLeft(inner.Input, inner.Bits - bits);
            case ShiftLeftWord inner:
                return ShiftRight(inner.Input, bits - inner.Bits);
            case ShiftRightWord inner:
                return ShiftRight(inner.Input, (int)Math.Min(bits + (long)inner.Bits, 127));
            case WrapWord inner when inner.Bits > bits:
                return Wrap(ShiftRight(inner.Input, bits), inner.Bits - bits, inner.Signed);
            default:
                return Append(new ShiftRightWord(words[word].Range >> bits, Layer, word, bits));
        }
    }

    /// <summary>The low <paramref name="bits"/> bits of the word.</summary>
    public int Wrap(int word, int bits, bool signed)
    {
        Interval range = words[word].Range;
        if (WordTyping.WrapAll(bits, signed).Contains(range))
            return word;
        if (words[word] is WrapWord inner && inner.Bits >= bits)
            return Wrap(inner.Input, bits, signed);
        return Append(new WrapWord(WordTyping.Wrap(range, bits, signed), Layer, word, bits, signed));
    }

    /// <summary>The product of two words; that with a constant is made of shifts and additions of its canonical signed digits.</summary>
    public int Multiply(int left, int right, int phases = 1)
    {
        if (ConstantOf(left) is { } c)
            return MultiplyConstant(right, c);
        if (ConstantOf(right) is { } d)
            return MultiplyConstant(left, d);
        (left, int leftShift) = Strip(left, 0);
        (right, int rightShift) = Strip(right, 0);
        if (right < left)
            (left, right) = (right, left);
        var word = new MultiplyWord(default, Layer, left, right, phases);
        return ShiftLeft(Append(word with { Range = WordTyping.Derive(word, words) }), leftShift + rightShift);
    }

    /// <summary><c>previous + d(digit) * (word &lt;&lt; shift)</c> with the digit of a <see cref="ProductRowWord"/>.</summary>
    public int ProductRow(int previous, int word, int digit, int shift)
    {
        if (ConstantOf(digit) is { } bits)
            return Add(previous, 0, MultiplyConstant(word, ProductRowWord.DigitOf((int)bits)), shift);
        if (ConstantOf(word) == 0)
            return previous;
        var row = new ProductRowWord(default, Layer, previous, word, digit, shift);
        return Append(row with { Range = WordTyping.Derive(row, words) });
    }

    /// <summary>The word, of which an interval is known, behind a part of a block.</summary>
    public int Pass(int word, BlockPart part, Interval known)
    {
        if (part == BlockPart.None && known.Contains(words[word].Range) || ConstantOf(word) is not null)
            return word;
        var pass = new PassWord(default, Layer, word, part, known);
        return Append(pass with { Range = WordTyping.Derive(pass, words) });
    }

    private int MultiplyConstant(int word, Int128 factor)
    {
        int sum = Constant(0);
        for (int shift = 0; factor != 0; shift++, factor >>= 1)
        {
            if ((factor & 1) == 0)
                continue;
            bool negative = (factor & 3) == 3 && factor != 3;
            sum = Add(sum, 0, word, shift, negative);
            factor += negative ? 1 : -1;
        }
        return sum;
    }

    /// <summary>(word &lt;&lt; shift) + value, together with a constant that the word adds already.</summary>
    private int AddConstant(int word, int shift, long value, Interval? proved)
    {
        (word, shift) = Strip(word, shift);
        if (value == 0)
            return ShiftLeft(word, shift);
        if (Fits(ConstantOf(word), shift) is { } c && Fits((Int128)c + value) is { } sum)
            return Constant(sum);
        if (words[word] is AddWord inner)
        {
            if (!inner.Subtract && Fits(ConstantOf(inner.Right), shift) is { } k && Fits((Int128)k + value) is { } both)
                return AddConstant(inner.Left, inner.LeftShift + shift, both, proved);
            if (inner.Subtract && Fits(ConstantOf(inner.Left), shift) is { } from && Fits((Int128)from + value) is { } moved)
                return ConstantMinus(moved, inner.Right, inner.RightShift + shift, proved);
        }
        int common = Math.Min(shift, (int)long.TrailingZeroCount(value));
        if (common > 0)
            return ShiftLeft(AddConstant(word, shift - common, value >> common, proved >> common), common);
        return AppendAdd(word, shift, Constant(value), 0, false, proved);
    }

    /// <summary>value - (word &lt;&lt; shift), together with a constant that the word adds already.</summary>
    private int ConstantMinus(long value, int word, int shift, Interval? proved)
    {
        (word, shift) = Strip(word, shift);
        if (Fits(ConstantOf(word), shift) is { } c && Fits((Int128)value - c) is { } difference)
            return Constant(difference);
        if (words[word] is AddWord inner)
        {
            if (!inner.Subtract && Fits(ConstantOf(inner.Right), shift) is { } k && Fits((Int128)value - k) is { } less)
                return ConstantMinus(less, inner.Left, inner.LeftShift + shift, proved);
            if (inner.Subtract && Fits(ConstantOf(inner.Left), shift) is { } from && Fits((Int128)value - from) is { } moved)
                return AddConstant(inner.Right, inner.RightShift + shift, moved, proved);
            if (inner.Subtract && value == 0)
                return Add(inner.Right, inner.RightShift + shift, inner.Left, inner.LeftShift + shift, true, proved);
        }
        int common = value == 0 ? shift : Math.Min(shift, (int)long.TrailingZeroCount(value));
        if (common > 0)
            return ShiftLeft(ConstantMinus(value >> common, word, shift - common, proved >> common), common);
        return AppendAdd(Constant(value), 0, word, shift, true, proved);
    }

    private int AppendAdd(int left, int leftShift, int right, int rightShift, bool subtract, Interval? proved)
    {
        var word = new AddWord(default, Layer, left, leftShift, right, rightShift, subtract);
        return Append(word with { Range = WordTyping.Derive(word, words) }, proved);
    }

    /// <summary>Looks through left shifts.</summary>
    private (int Word, int Shift) Strip(int word, int shift)
    {
        while (words[word] is ShiftLeftWord inner)
            (word, shift) = (inner.Input, shift + inner.Bits);
        return (word, shift);
    }

    private static long? Fits(long? value, int shift) =>
        value is not { } v ? null
        : v == 0 ? 0
        : shift > 62 ? null
        : Fits((Int128)v << shift);

    private static long? Fits(Int128 value) => value > long.MinValue && value <= long.MaxValue ? (long)value : null;
}
