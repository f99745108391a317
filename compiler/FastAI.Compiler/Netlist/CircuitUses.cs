namespace FastAI.Compiler.Netlist;

/// <summary>Who reads the words of a circuit.</summary>
internal static class CircuitUses
{
    /// <summary>Words that an output depends on, at this sample or a later one, and all inputs.</summary>
    public static bool[] Live(Circuit circuit)
    {
        var live = new bool[circuit.Words.Length];
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            live[word] = true;
        bool changed;
        do
        {
            for (int i = live.Length - 1; i >= 0; i--)
            {
                Word word = circuit.Words[i];
                if (word is InputWord)
                    live[i] = true;
                if (!live[i])
                    continue;
                for (int k = 0; k < word.OperandCount; k++)
                    live[word.Operand(k)] = true;
            }
            changed = false;
            // the last of a line first, so that one pass sees the whole line
            for (int s = circuit.States.Length - 1; s >= 0; s--)
                if (live[circuit.States[s].Word] && !live[circuit.States[s].Next])
                    live[circuit.States[s].Next] = changed = true;
        } while (changed);
        return live;
    }

    /// <summary>How often each word is read, an output or a state counting once.</summary>
    public static int[] Count(Circuit circuit)
    {
        var uses = new int[circuit.Words.Length];
        foreach (Word word in circuit.Words)
            for (int k = 0; k < word.OperandCount; k++)
                uses[word.Operand(k)]++;
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            uses[word]++;
        foreach (CircuitState state in circuit.States)
            uses[state.Next]++;
        return uses;
    }
}
