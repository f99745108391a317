using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Derives all intervals anew, with operands that depend on each other, folds what that makes constant, removes words that no output
/// depends on, and merges what is equal across layers and positions, states that take the same included.
/// </summary>
public sealed class Simplify : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit = Tighten(circuit);
        int[] twins = Twins(old);
        bool changed = CircuitRewriter.Run(ref circuit, (builder, map, i) => old.Words[i].Range.IsConstant && old.Words[i] is not InputWord
                ? builder.Constant((long)old.Words[i].Range.Low)
            : old.Words[i] is StateWord state && twins[state.Index] is >= 0 and var twin ? map[twin]
            : builder.Copy(old.Words[i], map));
        if (changed)
            circuit = Tighten(circuit);
        return changed;
    }

    /// <summary>For each state the word of an earlier one that is read, takes the same and begins with the same, else -1.</summary>
    private static int[] Twins(Circuit circuit)
    {
        var first = new Dictionary<(int Next, long? Initial), int>();
        var twins = new int[circuit.States.Length];
        bool[] live = CircuitUses.Live(circuit);
        for (int s = 0; s < twins.Length; s++)
        {
            (int word, int next, long? initial) = circuit.States[s];
            twins[s] = -1;
            if (live[word])
                twins[s] = !first.TryAdd((next, initial), word) && first[(next, initial)] < word ? first[(next, initial)] : -1;
        }
        return twins;
    }

    private static Circuit Tighten(Circuit circuit) => StateRanges.Settle(circuit) ?? circuit;
}
