using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>A choice between words and constants by up to three bits.</summary>
/// <param name="Muxes">The choice and those inside it, each behind the one that reads it.</param>
/// <param name="Data">The words that are chosen from, constants apart.</param>
/// <param name="Selects">The bits that it chooses by.</param>
public sealed record PairedChoice(ImmutableArray<int> Muxes, ImmutableArray<int> Data, ImmutableArray<SelectBit> Selects)
{
    /// <summary>What is chosen: one of <see cref="Data"/> or a constant.</summary>
    /// <param name="words">Words of the circuit.</param>
    /// <param name="selects">The values of <see cref="Selects"/>, the first one in the lowest bit.</param>
    public int Chosen(IReadOnlyList<Word> words, int selects)
    {
        int word = Muxes[0];
        while (Muxes.Contains(word))
        {
            var mux = (MuxWord)words[word];
            word = Holds(words, mux.Condition, selects) ? mux.WhenTrue : mux.WhenFalse;
        }
        return word;
    }

    private bool Holds(IReadOnlyList<Word> words, int condition, int selects)
    {
        if (Selects.IndexOf(SelectBit.Of(condition)) is >= 0 and var own)
            return (selects >> own & 1) == 1;
        var compare = (CompareWord)words[condition];
        Word left = words[compare.Left];
        Int128 value = 0;
        for (int bit = 0; bit < left.Width; bit++)
            value |= (Int128)(selects >> Selects.IndexOf(new(compare.Left, bit)) & 1) << bit;
        value = WordTyping.Wrap(value, left.Width, left.IsSigned);
        long right = ((ConstantWord)words[compare.Right]).Value;
        return compare.Comparison == Comparison.Less ? value < right : value == right;
    }
}
