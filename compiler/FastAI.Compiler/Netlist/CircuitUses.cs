namespace FastAI.Compiler.Netlist;

/// <summary>Who reads the words of a circuit.</summary>
internal static class CircuitUses
{
    /// <summary>Words that an output depends on, and all inputs.</summary>
    public static bool[] Live(Circuit circuit)
    {
        var live = new bool[circuit.Words.Length];
        foreach (CircuitOutput output in circuit.Outputs)
            foreach (int word in output.Words) live[word] = true;
        for (int i = live.Length - 1; i >= 0; i--)
        {
            Word word = circuit.Words[i];
            if (word is InputWord) live[i] = true;
            if (!live[i]) continue;
            for (int k = 0; k < word.OperandCount; k++) live[word.Operand(k)] = true;
        }
        return live;
    }

    /// <summary>How often each word is read, an output counting once.</summary>
    public static int[] Count(Circuit circuit)
    {
        var uses = new int[circuit.Words.Length];
        foreach (Word word in circuit.Words)
            for (int k = 0; k < word.OperandCount; k++) uses[word.Operand(k)]++;
        foreach (CircuitOutput output in circuit.Outputs)
            foreach (int word in output.Words) uses[word]++;
        return uses;
    }
}
