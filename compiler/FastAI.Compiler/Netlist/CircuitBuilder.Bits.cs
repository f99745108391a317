using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

public sealed partial class CircuitBuilder
{
    private readonly Dictionary<Word, int> shapes = [];

    /// <summary>One bit of the word's two's complement.</summary>
    public int Bit(int word, int position)
    {
        (int inner, int shift) = Strip(word, 0);
        if (position < shift)
            return Constant(0);
        return Wrap(ShiftRight(inner, position - shift), 1, false);
    }

    /// <summary>A Boolean function of up to six bits; bit i of the table is its value where <c>bits[k]</c> is bit k of i.</summary>
    public int Lut(ReadOnlySpan<int> bits, ulong table)
    {
        if (bits.Length > TruthTable.MaxInputs)
            throw new ArgumentException($"a table of {bits.Length} inputs");
        var inputs = new List<int>(TruthTable.MaxInputs);
        foreach (int bit in bits)
            inputs.Add(bit);
        for (int k = inputs.Count - 1; k >= 0; k--)
        {
            if (!IsBit(inputs[k]))
                throw new ArgumentException($"{words[inputs[k]].Range} as a bit");
            if (words[inputs[k]] is LogicWord { Operation: LogicOperation.Xor } not && ConstantOf(not.Right) == 1)
                (table, inputs[k]) = (TruthTable.Invert(table, k), not.Left);
            if (ConstantOf(inputs[k]) is { } value)
            {
                table = TruthTable.Fix(table, inputs.Count, k, value == 1);
                inputs.RemoveAt(k);
            }
        }
        for (int k = inputs.Count - 1; k > 0; k--)
        {
            if (inputs.IndexOf(inputs[k]) is var same && same == k)
                continue;
            table = TruthTable.Join(table, inputs.Count, same, k);
            inputs.RemoveAt(k);
        }
        for (int k = inputs.Count - 1; k >= 0; k--)
        {
            if (TruthTable.Depends(table, inputs.Count, k))
                continue;
            table = TruthTable.Fix(table, inputs.Count, k, false);
            inputs.RemoveAt(k);
        }
        table &= TruthTable.All(inputs.Count);
        if (inputs.Count == 0)
            return Constant((long)table);
        if (inputs.Count == 1)
            return table == 2 ? inputs[0] : Not(inputs[0]);
        int[] order = [.. Enumerable.Range(0, inputs.Count)],
            sorted = [.. inputs];
        if (!IsAscending(inputs))
        {
            Array.Sort(sorted, order);
            table = TruthTable.Permute(table, order);
        }
        return Append(new LutWord(new(0, 1), Layer, [.. sorted], table));
    }

    /// <summary>Bits as an unsigned integer, the lowest first.</summary>
    /// <param name="bits">Words inside [0, 1].</param>
    /// <param name="most">The greatest integer that the bits can make together.</param>
    public int Join(ReadOnlySpan<int> bits, long most)
    {
        int low = 0,
            count = Math.Min(bits.Length, Interval.Of(most).Width);
        while (count > 0 && ConstantOf(bits[count - 1]) == 0)
            count--;
        while (low < count && ConstantOf(bits[low]) == 0)
            low++;
        bits = bits[low..count];
        if (bits.Length == 0)
            return Constant(0);
        if (bits.Length == 1)
            return ShiftLeft(bits[0], low);
        foreach (int bit in bits)
            if (!IsBit(bit))
                throw new ArgumentException($"{words[bit].Range} as a bit");
        var word = new JoinWord(default, Layer, [.. bits], most >> low);
        return ShiftLeft(Append(word with { Range = WordTyping.Derive(word, words) }), low);
    }

    private static bool IsAscending(List<int> numbers)
    {
        for (int k = 1; k < numbers.Count; k++)
            if (numbers[k - 1] > numbers[k])
                return false;
        return true;
    }

    /// <summary>The same number for the same operation on the same bits.</summary>
    private int ShapeIndex(Word word)
    {
        Word shape = word with { Range = default, Layer = 0 };
        if (!shapes.TryGetValue(shape, out int index))
            shapes.Add(shape, index = shapes.Count);
        return index;
    }
}
