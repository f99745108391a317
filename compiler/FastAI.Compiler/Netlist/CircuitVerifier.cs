using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// What holds of every <see cref="Circuit"/>: operands precede their users, every stated interval contains the one derived anew and fits
/// 64 bits, inputs are complete, every output lies inside its declared format, and every state takes a word that lies inside its interval.
/// </summary>
public static class CircuitVerifier
{
    /// <exception cref="InvalidOperationException">The first thing that does not hold: a fault of
    /// the pass that made the circuit.</exception>
    public static void Verify(Circuit circuit)
    {
        for (int i = 0; i < circuit.Words.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                if ((uint)word.Operand(k) >= (uint)i)
                    throw Broken(circuit, i, $"operand {word.Operand(k)} does not precede it");
            if ((uint)word.Layer >= (uint)circuit.Layers.Length)
                throw Broken(circuit, i, $"layer {word.Layer} does not exist");
        }
        VerifyStates(circuit);
        VerifyRates(circuit);
        bool[] live = CircuitUses.Live(circuit);
        var ranges = new AffineRanges(circuit.Words);
        for (int i = 0; i < circuit.Words.Length; i++)
        {
            Word word = circuit.Words[i];
            Interval derived;
            try
            {
                derived = ranges.Derive(i);
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                throw Broken(circuit, i, e.Message);
            }
            if (!word.Range.Contains(derived))
                throw Broken(circuit, i, $"its interval {word.Range} does not contain {derived}");
            if (live[i] && !derived.FitsInt64)
                throw Broken(circuit, i, $"its interval {derived} needs more than 64 bits");
            if (
                word is InputWord input
                && (input.Port >= circuit.Inputs.Length || circuit.Inputs[input.Port].Words.ElementAtOrDefault(input.Element) != i)
            )
                throw Broken(circuit, i, $"port {input.Port} has another word for element {input.Element}");
        }
        for (int p = 0; p < circuit.Inputs.Length; p++)
        {
            if (circuit.Inputs[p].Words.Length != circuit.Inputs[p].Shape.Count)
                throw new InvalidOperationException($"input '{circuit.Inputs[p].Name}' lacks words");
            foreach (int word in circuit.Inputs[p].Words)
                if (circuit.Words[word] is not InputWord found || found.Port != p)
                    throw Broken(circuit, word, $"it is not an input of port {p}");
        }
        foreach (CircuitOutput output in circuit.Outputs)
        {
            if (output.Words.Length != output.Shape.Count || output.Formats.Count != output.Shape.Count)
                throw new InvalidOperationException($"output '{output.Name}' lacks words");
            for (int i = 0; i < output.Words.Length; i++)
                if (!output.Formats[i].Range.Contains(circuit.Words[output.Words[i]].Range))
                    throw Broken(
                        circuit,
                        output.Words[i],
                        $"its interval is not inside {output.Formats[i]} of output '{output.Name}', element {i}"
                    );
        }
    }

    private static void VerifyStates(Circuit circuit)
    {
        if (circuit.Interleave < 1 || circuit.WarmUp < 0)
            throw new InvalidOperationException(
                $"circuit '{circuit.Name}': {circuit.Interleave} channels, {circuit.WarmUp} samples of warm-up"
            );
        if (!circuit.IsStream && (circuit.States.Length > 0 || circuit.Interleave > 1))
            throw new InvalidOperationException($"circuit '{circuit.Name}' has states or channels, but no time");
        for (int i = 0; i < circuit.Words.Length; i++)
            if (
                circuit.Words[i] is StateWord word
                && ((uint)word.Index >= (uint)circuit.States.Length || circuit.States[word.Index].Word != i)
            )
                throw Broken(circuit, i, $"state {word.Index} is read by another word");
        for (int s = 0; s < circuit.States.Length; s++)
        {
            (int index, int next, long? initial) = circuit.States[s];
            if (circuit.Words[index] is not StateWord word || word.Index != s)
                throw Broken(circuit, index, $"it does not read state {s}");
            if (!word.Range.Contains(circuit.Words[next].Range))
                throw Broken(circuit, next, $"its interval is not inside {word.Range} of the state that takes it");
            if (initial is { } value && !word.Range.Contains(value))
                throw Broken(circuit, index, $"the state begins with {value}");
        }
    }

    /// <summary>Words meet others of their own rate alone: what has a value an event is held for the phases of an event, and what has one
    /// in each phase is collected.</summary>
    private static void VerifyRates(Circuit circuit)
    {
        if (circuit.Reuse < 1 || (circuit.Reuse > 1 && circuit.IsStream))
            throw new InvalidOperationException($"circuit '{circuit.Name}': {circuit.Reuse} phases of an event");
        bool[] phased = CircuitRates.Of(circuit);
        for (int i = 0; i < phased.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is PhaseWord phase && (circuit.Reuse == 1 || phase.Range != new Interval(0, circuit.Reuse - 1)))
                throw Broken(circuit, i, $"an event has {circuit.Reuse} phases");
            if (word is CollectWord collect && (uint)collect.Phase >= (uint)circuit.Reuse)
                throw Broken(circuit, i, $"an event has {circuit.Reuse} phases");
            bool takes = word is CollectWord || (phased[i] && word is not HoldWord);
            for (int k = 0; k < word.OperandCount; k++)
                if (circuit.Words[word.Operand(k)] is not ConstantWord && phased[word.Operand(k)] != takes)
                    throw Broken(circuit, i, $"operand {word.Operand(k)} has {(takes ? "no" : "a")} value in each phase");
        }
        foreach (int word in circuit.Outputs.SelectMany(o => o.Words))
            if (phased[word])
                throw Broken(circuit, word, "an output has one value an event");
    }

    private static InvalidOperationException Broken(Circuit circuit, int index, string why) =>
        new($"circuit '{circuit.Name}', word {index} ({circuit.Words[index]}): {why}");
}
