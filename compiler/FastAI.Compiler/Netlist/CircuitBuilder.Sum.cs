namespace FastAI.Compiler.Netlist;

public sealed partial class CircuitBuilder
{
    /// <summary>
    /// The sum of three terms and a constant in one step; two terms and a constant are such a sum with the constant zero as third. What has
    /// fewer operands, or subtracts all of them, is made of <see cref="AddWord"/>.
    /// </summary>
    public int Sum(SumTerm a, SumTerm b, SumTerm c, long constant = 0)
    {
        var terms = new List<SumTerm>(3);
        Int128 total = constant;
        foreach (SumTerm given in (ReadOnlySpan<SumTerm>)[a, b, c])
        {
            SumTerm term = Strip(given);
            if (ConstantOf(term.Word) is { } value)
                total += ((Int128)value << term.Shift) * (term.Negate ? -1 : 1);
            else
                terms.Add(term);
        }
        terms.Sort((x, y) => (x.Shift, x.Word, x.Negate).CompareTo((y.Shift, y.Word, y.Negate)));
        // a word twice at one shift is the word once more
        bool distinct =
            terms.Select(t => (t.Word, t.Shift)).Distinct().Count() == terms.Count
            && (terms.Count == 3 || (terms.Count == 2 && total != 0));
        if (Fits(total) is not { } sum || !distinct || terms.All(t => t.Negate && terms.Count == 3) || terms[^1].Shift > 62)
            return Add(Chain(terms), 0, Total(total), 0);
        int common = sum == 0 ? terms[0].Shift : Math.Min(terms[0].Shift, (int)long.TrailingZeroCount(sum));
        SumTerm Moved(int k) => k < terms.Count ? terms[k] with { Shift = terms[k].Shift - common } : new(Constant(0), 0, false);
        var word = new SumWord(default, Layer, Moved(0), Moved(1), Moved(2), sum >> common);
        return ShiftLeft(Append(word with { Range = WordTyping.Derive(word, words) }), common);
    }

    /// <summary>The terms added one after the other, those that are subtracted last.</summary>
    private int Chain(List<SumTerm> terms)
    {
        int sum = Constant(0);
        foreach (SumTerm term in terms.OrderBy(t => t.Negate))
            sum = Add(sum, 0, term.Word, term.Shift, term.Negate);
        return sum;
    }

    private int Total(Int128 value) =>
        Constant(Fits(value) ?? throw new OverflowException($"the constant {value} of a sum needs more than 64 bits"));

    private SumTerm Strip(SumTerm term)
    {
        (int word, int shift) = Strip(term.Word, term.Shift);
        return term with { Word = word, Shift = shift };
    }
}
