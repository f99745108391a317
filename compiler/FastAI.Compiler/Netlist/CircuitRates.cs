namespace FastAI.Compiler.Netlist;

/// <summary>Which words have a value in each phase of an event, and which one an event. Constants are both.</summary>
public static class CircuitRates
{
    /// <summary>For each word whether it has a value in each phase.</summary>
    public static bool[] Of(Circuit circuit)
    {
        var phased = new bool[circuit.Words.Length];
        for (int i = 0; i < phased.Length; i++)
        {
            Word word = circuit.Words[i];
            phased[i] = word switch
            {
                PhaseWord or HoldWord => true,
                CollectWord => false,
                _ => Any(word, phased),
            };
        }
        return phased;
    }

    private static bool Any(Word word, bool[] phased)
    {
        for (int k = 0; k < word.OperandCount; k++)
            if (phased[word.Operand(k)])
                return true;
        return false;
    }
}
