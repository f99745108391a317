using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// How many logic cells read a bit of each word: one in each word that computes with it, as many as the result has bits where it chooses.
/// Words that are wires (shifts, parts of words) hand their readers on. Readers behind a register count
/// too, as stages are chosen by these figures.
/// </summary>
internal static class NetLoads
{
    public static int[] Of(Circuit circuit, Predicate<int> isWire)
    {
        var loads = new int[circuit.Words.Length];
        for (int i = loads.Length - 1; i >= 0; i--)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
            {
                bool chooses = word is MuxWord mux && mux.Condition == word.Operand(k);
                loads[word.Operand(k)] +=
                    isWire(i) ? loads[i]
                    : chooses ? word.Width
                    : 1;
            }
        }
        return loads;
    }
}
