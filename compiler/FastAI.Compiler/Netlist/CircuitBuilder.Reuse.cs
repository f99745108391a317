namespace FastAI.Compiler.Netlist;

public sealed partial class CircuitBuilder
{
    /// <summary>The phase of an event, of <paramref name="count"/>.</summary>
    public int Phase(int count) => count == 1 ? Constant(0) : Append(new PhaseWord(new(0, count - 1), Layer));

    /// <summary>A word of the event for all its phases.</summary>
    public int Hold(int word)
    {
        if (ConstantOf(word) is not null)
            return word;
        (word, int shift) = Strip(word, 0);
        return ShiftLeft(Append(new HoldWord(words[word].Range, Layer, word)), shift);
    }

    /// <summary>The value of a word in one phase, for the event.</summary>
    public int Collect(int word, int phase)
    {
        if (ConstantOf(word) is not null)
            return word;
        (word, int shift) = Strip(word, 0);
        int collected = words[word] switch
        {
            HoldWord hold => hold.Input,
            PhaseWord => Constant(phase),
            TableWord table when words[table.Input] is PhaseWord => Constant(table.Table[phase]),
            _ => Append(new CollectWord(words[word].Range, Layer, word, phase)),
        };
        return ShiftLeft(collected, shift);
    }

    /// <summary>
    /// An operation on one word of the event: on all phases at once where the word was collected from them, so that it is made once for
    /// all of them.
    /// </summary>
    /// <param name="word">A word with one value an event.</param>
    /// <param name="operation">Makes the result of a word.</param>
    public int Apply(int word, Func<int, int> operation) =>
        Strip(word, 0) is var (inner, shift) && words[inner] is CollectWord collected
            ? Collect(operation(ShiftLeft(collected.Input, shift)), collected.Phase)
            : operation(word);
}
