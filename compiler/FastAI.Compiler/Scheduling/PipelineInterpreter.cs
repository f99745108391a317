using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// A pipelined circuit clock by clock, with its registers one by one: what the generated hardware does. Registers behind a word of stage d
/// stand at ranks d, d + 1, ... and each holds what the one before held at the last edge, so that a stage that is assigned wrongly mixes events.
/// </summary>
public sealed class PipelineInterpreter
{
    private readonly PipelinedCircuit pipeline;
    private readonly Int128[][] registers;
    private readonly Int128[] values;
    private readonly bool[] valid;

    public PipelineInterpreter(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        int count = pipeline.Circuit.Words.Length;
        values = new Int128[count];
        registers = new Int128[count][];
        for (int i = 0; i < count; i++) registers[i] = new Int128[pipeline.RegistersOf(i)];
        valid = new bool[pipeline.Latency + 1];
    }

    /// <summary>One rising edge of the clock.</summary>
    /// <param name="inputValid">in_valid before the edge.</param>
    /// <param name="inputs">in_data before the edge, as mantissas; any values of the formats when not valid.</param>
    /// <returns>out_data after the edge as mantissas when out_valid is high after it, else null.</returns>
    public long[]? Clock(bool inputValid, ReadOnlySpan<long> inputs)
    {
        Circuit circuit = pipeline.Circuit;
        int next = 0;
        foreach (CircuitInput port in circuit.Inputs)
            foreach (int word in port.Words)
                values[word] = inputs[next++];
        for (int i = 0; i < values.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is InputWord || IsOutside(word, i)) continue;
            values[i] = CircuitInterpreter.Compute(word, operand => Read(operand, pipeline.Stages[i]));
        }
        for (int i = 0; i < values.Length; i++)
        {
            Int128[] chain = registers[i];
            for (int k = chain.Length - 1; k > 0; k--) chain[k] = chain[k - 1];
            if (chain.Length > 0) chain[0] = values[i];
        }
        for (int k = valid.Length - 1; k > 0; k--) valid[k] = valid[k - 1];
        valid[0] = inputValid;
        if (!valid[^1]) return null;
        return [.. circuit.Outputs.SelectMany(o => o.Words).Select(w => (long)Read(w, pipeline.Latency + 1))];
    }

    /// <summary>Before the first event registers hold no value of the model; a table then keeps what it gave.</summary>
    private bool IsOutside(Word word, int index) => word is TableWord table && Read(table.Input, pipeline.Stages[index]) is var address
        && (address < table.Table.First || address - table.Table.First >= table.Table.Entries.Length);

    private Int128 Read(int word, int stage)
    {
        int distance = stage - pipeline.Stages[word];
        if (distance == 0 || pipeline.Circuit.Words[word] is ConstantWord) return distance == 0 ? values[word] : ((ConstantWord)pipeline.Circuit.Words[word]).Value;
        return registers[word][distance - 1];
    }
}
