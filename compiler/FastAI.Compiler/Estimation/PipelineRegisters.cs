using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Estimation;

/// <summary>
/// The registers behind each word. Those in a row that no stage reads but the last are a <see cref="ShiftRegister"/>; one that makes a
/// choice by its reset or is loaded once an event is a flip-flop, and so is each that is read; the first one behind a memory block is inside it.
/// </summary>
internal sealed class PipelineRegisters
{
    private readonly PipelinedCircuit pipeline;

    /// <summary>For each word the stages behind its own that read it.</summary>
    private readonly SortedSet<int>?[] reads;
    private readonly bool[] resets;

    public PipelineRegisters(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        Circuit circuit = pipeline.Circuit;
        reads = new SortedSet<int>?[circuit.Words.Length];
        resets = RegisterResets.Of(pipeline);
        for (int i = 0; i < reads.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount && word is not CollectWord; k++)
                Read(word.Operand(k), pipeline.Stages[i]);
        }
        foreach (CircuitState state in circuit.States)
            Read(state.Next, pipeline.WriteStage(state));
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            Read(word, pipeline.Latency + 1);
    }

    /// <summary>What the registers of a word need.</summary>
    public Resources Of(int word)
    {
        if (pipeline.RegistersOf(word) == 0)
            return default;
        int width = pipeline.Circuit.Words[word].Width,
            last = pipeline.Stages[word];
        Resources all = default;
        if (pipeline.Circuit.Words[word] is TableWord { InBlock: true })
        {
            last++; // inside the block
        }
        else if (resets[word] || pipeline.Circuit.Words[word] is HoldWord)
        {
            all += new Resources(0, width, 0, 0, 0);
            last++;
        }
        foreach (int stage in reads[word]!)
        {
            if (stage <= last)
                continue;
            all += ShiftRegister.Of(width, stage - last, pipeline.ShiftRegisters);
            last = stage;
        }
        return all;
    }

    private void Read(int word, int stage)
    {
        (word, stage) = pipeline.Source(word, stage);
        if (stage > pipeline.Stages[word] && pipeline.Circuit.Words[word] is not ConstantWord)
            (reads[word] ??= []).Add(stage);
    }
}
