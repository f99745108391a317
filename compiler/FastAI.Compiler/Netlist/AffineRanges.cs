using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Derives intervals by affine forms: every word made of additions and shifts is written as an integer combination of words that are not,
/// so that operands that depend on each other (x + y and x - y) do not widen a sum. A right shift by k contributes an error of 0 to
/// 1 - 2^-k (affine arithmetic: de Figueiredo and Stolfi, Numerical Algorithms 37, 2004; here exact, on integers over a power of two).
/// The result is intersected with that of <see cref="WordTyping"/>.
/// </summary>
internal sealed class AffineRanges
{
    private readonly IReadOnlyList<Word> words;
    private readonly AffineForm?[] forms;
    private readonly int[] uses;

    /// <param name="words">Words whose operands precede them; intervals may be replaced by narrower ones as
    /// <see cref="Derive"/> goes along.</param>
    public AffineRanges(IReadOnlyList<Word> words)
    {
        this.words = words;
        forms = new AffineForm?[words.Count];
        uses = new int[words.Count];
        foreach (Word word in words)
            if (IsLinear(word))
                for (int k = 0; k < word.OperandCount; k++)
                    uses[word.Operand(k)]++;
    }

    /// <summary>The same words, each with the interval that follows from its operands and nothing else.</summary>
    public static Word[] Tighten(IReadOnlyList<Word> words)
    {
        var result = words.ToArray();
        var ranges = new AffineRanges(result);
        for (int i = 0; i < result.Length; i++)
        {
            Interval range = ranges.Derive(i);
            if (range != result[i].Range)
                result[i] = result[i] with { Range = range };
        }
        return result;
    }

    /// <summary>The interval of a word; to be asked once for each word, in order.</summary>
    public Interval Derive(int index)
    {
        Word word = words[index];
        Interval range = WordTyping.Derive(word, words);
        if (IsLinear(word))
        {
            AffineForm? form = Combine(word);
            for (int k = 0; k < word.OperandCount; k++)
                if (--uses[word.Operand(k)] == 0)
                    forms[word.Operand(k)] = null;
            if (form is not null)
            {
                if (form.Range(words) is { } affine && range.Intersect(affine) is { } both)
                    range = both;
                if (uses[index] > 0)
                    forms[index] = form;
                return range;
            }
        }
        if (uses[index] > 0)
            forms[index] = word is ConstantWord constant ? AffineForm.Constant(constant.Value) : AffineForm.Variable(index);
        return range;
    }

    private AffineForm? Combine(Word word)
    {
        try
        {
            return word switch
            {
                AddWord add => AffineForm.Sum(
                    forms[add.Left]!.ShiftLeft(add.LeftShift),
                    forms[add.Right]!.ShiftLeft(add.RightShift),
                    add.Subtract
                ),
                SumWord sum => AffineForm.Sum(
                    AffineForm.Sum(Signed(sum.A), Signed(sum.B), false),
                    AffineForm.Sum(Signed(sum.C), AffineForm.Constant(sum.Constant), false),
                    false
                ),
                ShiftLeftWord shift => forms[shift.Input]!.ShiftLeft(shift.Bits),
                ShiftRightWord shift => forms[shift.Input]!.ShiftRight(shift.Bits),
                WrapWord wrap when WordTyping.WrapAll(wrap.Bits, wrap.Signed).Contains(words[wrap.Input].Range) => forms[wrap.Input],
                _ => null,
            };
        }
        catch (OverflowException)
        {
            // coefficients beyond 64 bits: the word counts as a variable of its own
            return null;
        }
    }

    private AffineForm Signed(SumTerm term)
    {
        AffineForm shifted = forms[term.Word]!.ShiftLeft(term.Shift);
        return term.Negate ? AffineForm.Sum(AffineForm.Constant(0), shifted, true) : shifted;
    }

    private static bool IsLinear(Word word) => word is AddWord or SumWord or ShiftLeftWord or ShiftRightWord or WrapWord;
}
