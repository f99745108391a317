using System.Collections.Immutable;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Computes a circuit word by word in 128-bit integers and checks every value against its proved interval: slow, simple, and
/// independent of the emulator and of the generated hardware.
/// </summary>
public sealed class CircuitInterpreter
{
    private readonly Circuit circuit;
    private readonly Int128[] values;

    /// <summary>For each phase the values of all words; those of words with one value an event are the same in all.</summary>
    private readonly Int128[][] phases;

    /// <summary>For each channel what its states hold.</summary>
    private readonly Int128[][] contents;

    /// <summary>For each channel the samples since its start.</summary>
    private readonly long[] seen;

    public CircuitInterpreter(Circuit circuit)
    {
        this.circuit = circuit;
        phases = [.. Enumerable.Range(0, circuit.Reuse).Select(_ => new Int128[circuit.Words.Length])];
        values = phases[^1];
        contents = new Int128[circuit.Interleave][];
        for (int c = 0; c < contents.Length; c++)
            contents[c] = [.. circuit.States.Select(s => (Int128)s.PowerUp(circuit.Words[s.Word].Range))];
        seen = new long[circuit.Interleave];
        InputCount = circuit.Inputs.Sum(i => i.Words.Length);
        OutputCount = circuit.Outputs.Sum(o => o.Words.Length);
    }

    /// <summary>Number of input mantissas of one event, over all ports.</summary>
    public int InputCount { get; }

    /// <summary>Number of output mantissas of one event, over all ports.</summary>
    public int OutputCount { get; }

    /// <summary>Computes one event of a circuit without states.</summary>
    /// <param name="inputs">Mantissas of all input ports in order, row-major.</param>
    /// <returns>Mantissas of all output ports in order, row-major.</returns>
    /// <exception cref="ArgumentException">An input is outside its format.</exception>
    /// <exception cref="InvalidOperationException">A value leaves its proved interval.</exception>
    public long[] Run(ReadOnlySpan<long> inputs)
    {
        if (circuit.IsStream)
            throw new InvalidOperationException($"'{circuit.Name}' takes samples of channels, not events");
        Fill(inputs, contents[0]);
        return Outputs();
    }

    /// <summary>Computes one sample of a channel, which keeps its states.</summary>
    /// <inheritdoc cref="Run"/>
    /// <returns>Mantissas of all output ports in order, row-major; null during the channel's warm-up.</returns>
    public long[]? Tick(int channel, ReadOnlySpan<long> inputs)
    {
        int warmUp = circuit.WarmUp ?? throw new InvalidOperationException($"'{circuit.Name}' has no time");
        Int128[] states = contents[channel];
        // feedback of a window that is not whole means nothing: it begins with the first result
        for (int s = 0; s < states.Length; s++)
            if (circuit.States[s].Initial is { } initial && seen[channel] <= warmUp)
                states[s] = initial;
        Fill(inputs, states);
        for (int s = 0; s < states.Length; s++)
            states[s] = values[circuit.States[s].Next];
        return seen[channel]++ >= warmUp ? Outputs() : null;
    }

    /// <summary>The channel's next sample is its first.</summary>
    public void Restart(int channel) => seen[channel] = 0;

    /// <summary>The values of all words for one event in its last phase, with states as when power comes up.</summary>
    /// <inheritdoc cref="Run"/>
    public static Int128[] Trace(Circuit circuit, ReadOnlySpan<long> inputs)
    {
        var interpreter = new CircuitInterpreter(circuit);
        interpreter.Fill(inputs, interpreter.contents[0]);
        return interpreter.values;
    }

    private long[] Outputs() => [.. circuit.Outputs.SelectMany(o => o.Words).Select(w => (long)values[w])];

    private void Fill(ReadOnlySpan<long> inputs, Int128[] states)
    {
        if (inputs.Length != InputCount)
            throw new ArgumentException($"{inputs.Length} mantissas where the circuit has {InputCount} inputs");
        int next = 0;
        foreach (CircuitInput port in circuit.Inputs)
        foreach (int word in port.Words)
            values[word] = inputs[next++];
        for (int i = 0; i < values.Length; i++)
        for (int p = 0; p < phases.Length; p++)
        {
            Word word = circuit.Words[i];
            Int128 value = phases[p][i] = word switch
            {
                InputWord => values[i],
                StateWord state => states[state.Index],
                PhaseWord => p,
                CollectWord collect => phases[collect.Phase][collect.Input],
                _ => Compute(word, operand => phases[p][operand]),
            };
            if (word.Range.Contains(value))
                continue;
            if (word is InputWord input)
                throw new ArgumentException($"mantissa {value} of element {input.Element} is outside {input.Format}");
            throw new InvalidOperationException($"word {i} ({word}) has the value {value}");
        }
    }

    /// <summary>The value of one word.</summary>
    /// <param name="word">A word that is no input, no state and no phase, and collects none.</param>
    /// <param name="value">The value of the word at an index.</param>
    public static Int128 Compute(Word word, Func<int, Int128> value) =>
        word switch
        {
            ConstantWord w => w.Value,
            AddWord w => w.Subtract
                ? value(w.Left) * Power(w.LeftShift) - value(w.Right) * Power(w.RightShift)
                : value(w.Left) * Power(w.LeftShift) + value(w.Right) * Power(w.RightShift),
            SumWord w => Signed(w.A, value) + Signed(w.B, value) + Signed(w.C, value) + w.Constant,
            ShiftLeftWord w => value(w.Input) * Power(w.Bits),
            ShiftRightWord w => value(w.Input) >> Math.Min(w.Bits, 127),
            WrapWord w => WordTyping.Wrap(value(w.Input), w.Bits, w.Signed),
            MultiplyWord w => checked(value(w.Left) * value(w.Right)),
            CompareWord w => (w.Comparison == Comparison.Less ? value(w.Left) < value(w.Right) : value(w.Left) == value(w.Right)) ? 1 : 0,
            LogicWord w => w.Operation switch
            {
                LogicOperation.And => value(w.Left) & value(w.Right),
                LogicOperation.Or => value(w.Left) | value(w.Right),
                _ => value(w.Left) ^ value(w.Right),
            },
            MuxWord w => value(w.Condition) != 0 ? value(w.WhenTrue) : value(w.WhenFalse),
            TableWord w => w.Table[(long)value(w.Input)],
            LutWord w => w.Table >> (int)Joined(w.Inputs, value) & 1,
            JoinWord w => Joined(w.Bits, value),
            ProductRowWord w => value(w.Previous) + value(w.Multiplicand) * Power(w.Shift) * ProductRowWord.DigitOf((int)value(w.Digit)),
            PassWord w => value(w.Input),
            HoldWord w => value(w.Input),
            _ => throw new ArgumentException($"{word.GetType().Name} cannot be computed"),
        };

    private static Int128 Signed(SumTerm term, Func<int, Int128> value) => value(term.Word) * Power(term.Shift) * (term.Negate ? -1 : 1);

    private static Int128 Joined(ImmutableArray<int> bits, Func<int, Int128> value)
    {
        Int128 sum = 0;
        for (int k = 0; k < bits.Length; k++)
            sum |= value(bits[k]) << k;
        return sum;
    }

    private static Int128 Power(int bits) => Int128.One << bits;
}
