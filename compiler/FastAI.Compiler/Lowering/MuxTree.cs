using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Lowering;

/// <summary>Chooses one of many bits by others, in tables of six inputs: four bits and two that choose among them each.</summary>
internal static class MuxTree
{
    /// <summary>Stands for a bit that does not matter.</summary>
    public const int Any = -1;

    /// <summary>The bit at the index that the selecting bits make, the first one the lowest.</summary>
    /// <param name="b">Gets the words.</param>
    /// <param name="select">Words inside [0, 1]; those that are known early come first.</param>
    /// <param name="data">2^n words inside [0, 1], or <see cref="Any"/>.</param>
    /// <returns>A word; <see cref="Any"/> if none matters.</returns>
    public static int Build(CircuitBuilder b, ReadOnlySpan<int> select, ReadOnlySpan<int> data)
    {
        Halves halves = Split(b, select, data);
        return halves.Select == Any ? halves.WhenZero : Lut(b, [halves.Select], [halves.WhenZero, halves.WhenOne]);
    }

    /// <summary>The same without the last choice, if a single bit is left that chooses between two:
    /// whoever reads it may choose himself.</summary>
    public static Halves Split(CircuitBuilder b, ReadOnlySpan<int> select, ReadOnlySpan<int> data)
    {
        int[] by = select.ToArray(),
            from = data.ToArray();
        while (true)
        {
            int common = Any;
            bool same = true;
            foreach (int word in from)
            {
                if (common == Any)
                    common = word;
                same &= word == Any || word == common;
            }
            if (same)
                return new(Any, common, common);
            for (int k = by.Length - 1; k >= 0; k--)
            {
                if (Merged(from, k) is not { } merged)
                    continue;
                from = merged;
                by = [.. by.Where((_, i) => i != k)];
            }
            switch (by.Length)
            {
                case 0:
                    return new(Any, from[0], from[0]);
                case 1:
                    return new(by[0], from[0], from[1]);
                case 2:
                    return new(Any, Lut(b, by, from), Any);
            }
            var next = new int[from.Length / 4];
            for (int i = 0; i < next.Length; i++)
                next[i] = Lut(b, by.AsSpan(0, 2), from.AsSpan(4 * i, 4));
            (by, from) = (by[2..], next);
        }
    }

    /// <summary>The data without the selecting bit, if it does not matter.</summary>
    private static int[]? Merged(int[] data, int bit)
    {
        var merged = new int[data.Length / 2];
        for (int i = 0; i < merged.Length; i++)
        {
            int zero = i >> bit << (bit + 1) | (i & ((1 << bit) - 1)),
                one = zero | 1 << bit;
            if (data[zero] != Any && data[one] != Any && data[zero] != data[one])
                return null;
            merged[i] = data[zero] == Any ? data[one] : data[zero];
        }
        return merged;
    }

    /// <summary>One table of up to four bits and two that choose.</summary>
    private static int Lut(CircuitBuilder b, ReadOnlySpan<int> select, ReadOnlySpan<int> data)
    {
        if (data.IndexOfAnyExcept(Any) < 0)
            return Any;
        int choices = select.Length;
        var inputs = new int[choices + data.Length];
        select.CopyTo(inputs);
        for (int i = 0; i < data.Length; i++)
        {
            // a bit that does not matter is one that is read anyway, that of the same half if there is one
            int other = data[i] != Any ? data[i] : data[i ^ 1];
            inputs[choices + i] = other != Any ? other : data[data.IndexOfAnyExcept(Any)];
        }
        return b.Lut(inputs, TruthTable.Of(inputs.Length, row => (row >> (choices + (row & ((1 << choices) - 1))) & 1) == 1));
    }

    /// <summary>A choice between two bits, or one bit alone.</summary>
    /// <param name="Select">The bit that chooses; <see cref="Any"/> if there is no choice.</param>
    /// <param name="WhenZero">The bit where it is 0, or the bit alone.</param>
    /// <param name="WhenOne">The bit where it is 1.</param>
    public readonly record struct Halves(int Select, int WhenZero, int WhenOne);
}
