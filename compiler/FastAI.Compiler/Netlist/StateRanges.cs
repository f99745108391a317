using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Intervals of states by induction: if every state lies in its interval when a sample enters and what it takes is derived to lie there too, it
/// always does. An interval that is wider than what the state takes is narrowed; one that what it takes is not derived to lie in is widened.
/// </summary>
internal static class StateRanges
{
    /// <summary>Rounds of narrowing; a line that feeds another passes its interval on with every round.</summary>
    private const int MaxNarrowing = 8;

    /// <summary>The circuit with all intervals derived anew, those of states included.</summary>
    public static Circuit Settle(Circuit circuit)
    {
        for (int round = 0; ; round++)
        {
            circuit = circuit with { Words = [.. AffineRanges.Tighten(circuit.Words)] };
            if (!Adjust(ref circuit, round < MaxNarrowing)) return circuit;
            if (round > circuit.States.Length + 2 * MaxNarrowing) throw new InvalidOperationException($"circuit '{circuit.Name}': the intervals of its states grow without end");
        }
    }

    /// <summary>Whether every state's interval contains that of the word that it takes.</summary>
    public static bool IsClosed(Circuit circuit)
    {
        foreach (CircuitState state in circuit.States)
            if (!circuit.Words[state.Word].Range.Contains(circuit.Words[state.Next].Range)) return false;
        return true;
    }

    private static bool Adjust(ref Circuit circuit, bool narrow)
    {
        if (circuit.States.IsEmpty) return false;
        bool widen = !IsClosed(circuit);
        if (!widen && !narrow) return false;
        var words = circuit.Words.ToArray();
        bool changed = false;
        foreach (CircuitState state in circuit.States)
        {
            Interval old = words[state.Word].Range, taken = words[state.Next].Range;
            Interval range = widen ? old.Union(taken) : state.Initial is { } initial ? taken.Union(Interval.Of(initial)) : taken;
            if (range == old) continue;
            words[state.Word] = words[state.Word] with { Range = range };
            changed = true;
        }
        if (changed) circuit = circuit with { Words = [.. words] };
        return changed;
    }
}
