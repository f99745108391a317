using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Intervals of states by induction: if every state lies in its interval when a sample enters, and what it takes is derived to lie there
/// too, it always does. That holds for whatever states hold, of one window or of several.
/// </summary>
internal static class StateRanges
{
    /// <summary>Rounds of narrowing; a line that feeds another passes its interval on with every round.</summary>
    private const int MaxNarrowing = 8;

    /// <summary>Whether every state's interval contains that of the word that it takes.</summary>
    public static bool IsClosed(Circuit circuit) => circuit.States.All(s => IsClosed(circuit, s));

    /// <summary>Whether the state's interval contains that of the word that it takes.</summary>
    public static bool IsClosed(Circuit circuit, CircuitState state) =>
        circuit.Words[state.Word].Range.Contains(circuit.Words[state.Next].Range);

    /// <summary>All intervals derived anew, those of states as given.</summary>
    public static Circuit Tighten(Circuit circuit) => circuit with { Words = [.. AffineRanges.Tighten(circuit.Words)] };

    /// <summary>All intervals derived anew, those of states narrowed to what they take; null when what a state takes is not
    /// derived to lie in its interval.</summary>
    public static Circuit? Settle(Circuit circuit)
    {
        circuit = Tighten(circuit);
        if (!IsClosed(circuit))
            return null;
        for (
            int round = 0;
            round < MaxNarrowing && Narrow(circuit) is { } narrower && Tighten(narrower) is var tight && IsClosed(tight);
            round++
        )
            circuit = tight;
        return circuit;
    }

    /// <summary>States with the intervals of what they take; null when they have those.</summary>
    private static Circuit? Narrow(Circuit circuit)
    {
        Word[]? words = null;
        foreach (CircuitState state in circuit.States)
        {
            Interval taken = words is null ? circuit.Words[state.Next].Range : words[state.Next].Range;
            Interval range = state.Initial is { } initial ? taken.Union(Interval.Of(initial)) : taken;
            if (range == circuit.Words[state.Word].Range)
                continue;
            words ??= [.. circuit.Words];
            words[state.Word] = words[state.Word] with { Range = range };
        }
        return words is null ? null : circuit with { Words = [.. words] };
    }
}
