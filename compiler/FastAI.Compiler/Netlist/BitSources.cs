using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Follows bits of words through wires: shifts, narrowing, bits side by side, what an interval fixes, and the low columns of sums, into
/// which nothing carries.
/// </summary>
/// <remarks>
/// Of <c>±(A &lt;&lt; a) ±(B &lt;&lt; b)</c> with a &lt; b, bits a to b - 1 are those of A if it is added, and bit a is one of A in either
/// case; bit b is the exclusive or of both. So x + y and x - y have the same last bit, and x and -x.
/// </remarks>
/// <param name="words">Words whose operands precede them.</param>
internal sealed class BitSources(IReadOnlyList<Word> words)
{
    private const int MaxDepth = 24;

    /// <summary>What a bit of the two's complement of a word is made of, from bit 0; above the word stand copies of its sign.</summary>
    public BitSource Of(int word, int bit) => Of(word, bit, MaxDepth);

    private BitSource Of(int index, int bit, int depth)
    {
        Word word = words[index];
        Interval range = word.Range;
        if (bit >= word.Width && !word.IsSigned)
            return BitSource.Zero;
        bit = Math.Min(bit, word.Width - 1);
        if ((range.Low ^ range.High) >> bit == 0)
            return BitSource.Constant((range.Low >> bit & 1) == 1);
        return (depth == 0 ? null : Made(word, bit, depth - 1)) ?? BitSource.Of(index, bit);
    }

    /// <summary>What the bit is made of; null where more than a wire leads to it.</summary>
    private BitSource? Made(Word word, int bit, int depth)
    {
        switch (word)
        {
            case ShiftLeftWord w:
                return bit < w.Bits ? BitSource.Zero : Of(w.Input, bit - w.Bits, depth);
            case ShiftRightWord w:
                return Of(w.Input, bit + w.Bits, depth);
            case WrapWord w:
                return Of(w.Input, Math.Min(bit, w.Bits - 1), depth);
            case PassWord { Part: BlockPart.None } w:
                return Of(w.Input, bit, depth);
            case JoinWord w:
                return Of(w.Bits[bit], 0, depth);
            case LogicWord { Operation: LogicOperation.Xor } w:
                return BitSource.Xor(Of(w.Left, 0, depth), Of(w.Right, 0, depth));
            case MuxWord w:
                BitSource taken = Of(w.WhenTrue, bit, depth);
                return taken == Of(w.WhenFalse, bit, depth) ? taken : null;
            case AddWord w when w.IsDisjoint(words[w.Left], words[w.Right]):
                bool upper = w.LeftShift < w.RightShift ? bit >= w.RightShift : bit < w.LeftShift;
                return upper ? Of(w.Right, bit - w.RightShift, depth) : Of(w.Left, bit - w.LeftShift, depth);
            case AddWord w:
                return Sum([new(w.Left, w.LeftShift, false), new(w.Right, w.RightShift, w.Subtract)], 0, bit, depth);
            case SumWord w:
                return Sum([w.A, w.B, w.C], w.Constant, bit, depth);
            default:
                return null;
        }
    }

    private BitSource? Sum(ReadOnlySpan<SumTerm> terms, long constant, int bit, int depth)
    {
        // the columns where the operands, and the constant, end
        Span<int> ends = stackalloc int[4];
        for (int k = 0; k < terms.Length; k++)
            ends[k] = words[terms[k].Word] is ConstantWord c ? End(c.Value, terms[k].Shift) : terms[k].Shift;
        ends[terms.Length] = End(constant, 0);
        ends = ends[..(terms.Length + 1)];
        int finest = 0,
            second = int.MaxValue;
        for (int k = 1; k < ends.Length; k++)
            if (ends[k] < ends[finest])
                finest = k;
        for (int k = 0; k < ends.Length; k++)
            if (k != finest)
                second = Math.Min(second, ends[k]);
        // what is subtracted borrows from the columns above its last one
        if (bit > second || bit > ends[finest] && finest < terms.Length && terms[finest].Negate)
            return null;
        BitSource? sum = BitSource.Constant(bit < 64 && (constant >> bit & 1) == 1 && ends[terms.Length] <= bit);
        for (int k = 0; k < terms.Length && sum is { } others; k++)
            if (ends[k] <= bit)
                sum = BitSource.Xor(others, Of(terms[k].Word, bit - terms[k].Shift, depth));
        return sum;
    }

    private static int End(long constant, int shift) => constant == 0 ? int.MaxValue : shift + (int)long.TrailingZeroCount(constant);
}
