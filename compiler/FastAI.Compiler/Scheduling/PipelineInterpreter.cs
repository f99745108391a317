using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// A pipelined circuit clock by clock, with its registers one by one: what the generated hardware does. Registers behind a word of stage d
/// stand at ranks d, d + 1, ... and each holds what the one before held at the last edge, so that a stage that is assigned wrongly mixes
/// events, or phases of an event. States are memories with a place for each channel, read and written by the sample that stands in their stages.
/// </summary>
public sealed class PipelineInterpreter
{
    private readonly PipelinedCircuit pipeline;
    private readonly Int128[][] registers;
    private readonly Int128[] values;

    /// <summary>What stands in each stage; stage 0 is what enters.</summary>
    private readonly Sample[] samples;
    private readonly Int128[][] memories;
    private readonly int[] seen;

    /// <summary>Cycles since the last event entered, as far as they matter.</summary>
    private int distance;

    public PipelineInterpreter(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        Circuit circuit = pipeline.Circuit;
        int count = circuit.Words.Length;
        values = new Int128[count];
        registers = new Int128[count][];
        for (int i = 0; i < count; i++)
            registers[i] = new Int128[pipeline.RegistersOf(i)];
        samples = new Sample[pipeline.Latency + 2];
        memories =
        [
            .. circuit.States.Select(s => Enumerable.Repeat((Int128)s.PowerUp(circuit.Words[s.Word].Range), circuit.Interleave).ToArray()),
        ];
        seen = new int[circuit.Interleave];
        distance = circuit.Reuse;
    }

    /// <summary>One rising edge of the clock.</summary>
    /// <param name="inputValid">in_valid before the edge.</param>
    /// <param name="inputs">in_data before the edge, as mantissas; any values of the formats when not valid.</param>
    /// <param name="channel">in_channel before the edge.</param>
    /// <param name="restart">in_restart before the edge.</param>
    /// <returns>out_data after the edge as mantissas when out_valid is high after it, else null.</returns>
    /// <exception cref="ArgumentException">The event enters too few cycles after the one before.</exception>
    public long[]? Clock(bool inputValid, ReadOnlySpan<long> inputs, int channel = 0, bool restart = false)
    {
        Circuit circuit = pipeline.Circuit;
        distance = Math.Min(distance + 1, circuit.Reuse);
        if (inputValid && distance < circuit.Reuse)
            throw new ArgumentException($"an event {distance} cycles after the one before; {circuit.Reuse} are the least");
        if (inputValid)
            distance = 0;
        samples[0] = Enter(inputValid, channel, restart);
        int next = 0;
        foreach (CircuitInput port in circuit.Inputs)
        foreach (int word in port.Words)
            values[word] = inputs[next++];
        for (int i = 0; i < values.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is StateWord state)
                values[i] = Recall(state.Index, samples[pipeline.Stages[i]]);
            else if (word is PhaseWord)
                values[i] = inputValid ? 0 : Int128.Min(values[i] + 1, circuit.Reuse - 1);
            else if (word is not (InputWord or CollectWord) && !IsOutside(word, i))
                values[i] = CircuitInterpreter.Compute(word, operand => Read(operand, pipeline.Stages[i]));
        }
        for (int s = 0; s < memories.Length; s++)
        {
            int stage = pipeline.WriteStage(circuit.States[s]);
            if (samples[stage].Taken)
                memories[s][samples[stage].Channel] = Read(circuit.States[s].Next, stage);
        }
        for (int i = 0; i < values.Length; i++)
        {
            Int128[] chain = registers[i];
            for (int k = chain.Length - 1; k > 0; k--)
                chain[k] = chain[k - 1];
            if (chain.Length > 0 && (circuit.Words[i] is not HoldWord || samples[pipeline.Stages[i]].Taken))
                chain[0] = values[i];
        }
        for (int k = samples.Length - 1; k > 0; k--)
            samples[k] = samples[k - 1];
        if (!samples[^1].Valid)
            return null;
        OutputChannel = samples[^1].Channel;
        return [.. circuit.Outputs.SelectMany(o => o.Words).Select(w => (long)Read(w, pipeline.Latency + 1))];
    }

    /// <summary>The channel of the last result.</summary>
    public int OutputChannel { get; private set; }

    /// <summary>A rising edge with rst high: what is on its way is forgotten, and all channels begin anew.</summary>
    public void Reset()
    {
        Clock(false, new long[pipeline.Circuit.Inputs.Sum(i => i.Words.Length)]);
        Array.Clear(samples);
        distance = pipeline.Circuit.Reuse;
        Array.Clear(seen);
    }

    private Sample Enter(bool taken, int channel, bool restart)
    {
        int warmUp = pipeline.Circuit.WarmUp ?? 0;
        if (!taken)
            return new Sample(false, false, false, channel);
        if (restart)
            seen[channel] = 0;
        var sample = new Sample(true, seen[channel] >= warmUp, seen[channel] <= warmUp, channel);
        seen[channel] = Math.Min(seen[channel] + 1, warmUp + 1);
        return sample;
    }

    private Int128 Recall(int state, Sample sample) =>
        pipeline.Circuit.States[state].Initial is { } initial && sample.Begins ? initial : memories[state][sample.Channel];

    /// <summary>Before the first event registers hold no value of the model; a table then keeps what it gave.</summary>
    private bool IsOutside(Word word, int index) =>
        word is TableWord table
        && Read(table.Input, pipeline.Stages[index]) is var address
        && (address < table.Table.First || address - table.Table.First >= table.Table.Entries.Length);

    private Int128 Read(int word, int stage)
    {
        (word, stage) = pipeline.Source(word, stage);
        int distance = stage - pipeline.Stages[word];
        if (distance == 0 || pipeline.Circuit.Words[word] is ConstantWord)
            return distance == 0 ? values[word] : ((ConstantWord)pipeline.Circuit.Words[word]).Value;
        return registers[word][distance - 1];
    }

    /// <summary>A sample on its way.</summary>
    /// <param name="Taken">Whether there is one.</param>
    /// <param name="Valid">Whether it gives a result: warm-up is over.</param>
    /// <param name="Begins">Whether feedback still begins with it.</param>
    /// <param name="Channel">Its channel.</param>
    private readonly record struct Sample(bool Taken, bool Valid, bool Begins, int Channel);
}
