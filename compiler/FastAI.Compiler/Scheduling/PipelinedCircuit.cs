using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// A circuit with a stage for every word. in_data is registered by the clock edge that takes in_valid (rank 0); the logic of stage s
/// stands between rank s - 1 and rank s. A word of stage d that is read in stage s passes s - d registers; outputs are read in stage
/// <see cref="Latency"/> + 1, so that their last register is rank <see cref="Latency"/>: out_valid rises exactly
/// <see cref="Latency"/> rising edges after the edge that takes in_valid. A state is read in its own stage,
/// and written by the edge at the end of its
/// <see cref="WriteStage"/>. A word with a value in each phase of an event has phase p in its stage p cycles after phase 0, so that its
/// registers hold earlier phases; what is held for all phases is loaded when the event stands in the stage.
/// </summary>
public sealed class PipelinedCircuit
{
    /// <param name="circuit">What is computed.</param>
    /// <param name="stages">
    /// Stage of each word: 0 for inputs and constants, else 1 to <paramref name="latency"/>; never before an
    /// operand's. A state is read in its stage.
    /// </param>
    /// <param name="latency">Number of stages, at least 1.</param>
    /// <param name="clockMHz">The clock that the stages were made for.</param>
    public PipelinedCircuit(Circuit circuit, ImmutableArray<int> stages, int latency, double clockMHz)
    {
        (Circuit, Stages, Latency, ClockMHz) = (circuit, stages, latency, clockMHz);
        LastReads = FindLastReads();
    }

    public Circuit Circuit { get; }

    /// <summary>Stage of each word: 0 for inputs and constants, else 1 to <see cref="Latency"/>.</summary>
    public ImmutableArray<int> Stages { get; }

    /// <summary>
    /// Last stage that reads each word: <see cref="Latency"/> + 1 for an output, the word's own stage when nothing later reads it.
    /// A word that is no constant has <c>LastReads[w] - Stages[w]</c> registers of its width in a row.
    /// </summary>
    public ImmutableArray<int> LastReads { get; }

    /// <summary>Clock cycles from the edge that takes in_valid to the edge at which out_valid rises.</summary>
    public int Latency { get; }

    /// <summary>The least number of clock cycles between two events.</summary>
    public int InitiationInterval => Circuit.Reuse;

    /// <summary>Channels that share the hardware in turn.</summary>
    public int Interleave => Circuit.Interleave;

    /// <summary>The loops of states, all of which close.</summary>
    public ImmutableArray<CircuitLoop> Loops { get; init; } = [];

    public double ClockMHz { get; }

    /// <summary>Whether the device has tables with two outputs (LUT6_2), so that two <see cref="LutWord"/> may be
    /// one: see <see cref="LutPairs"/>.</summary>
    public bool DualTables { get; init; }

    /// <summary>Whether there is a form of the design made of AMD primitives: it has sums of three operands, or the device has LUT6_2 and the
    /// design what they save tables in.</summary>
    public bool HasPrimitives =>
        Circuit.Words.Any(w =>
            w is SumWord || (DualTables && (w is LutWord or MuxWord { Width: > 1 } || ComparisonChain.Columns(Circuit, w) > 0))
        );

    /// <summary>Whether the device holds flip-flops in a row in LUTs, where none but the last is read.</summary>
    public bool ShiftRegisters { get; init; } = true;

    /// <summary>Memory blocks of a table of so many entries and bits.</summary>
    public Func<int, int, int> MemoryBlocks { get; init; } = DelayModel.Of("generic").MemoryBlocks;

    /// <summary>The word of which a stage reads a register, or its own value: what is collected is read from the word that it is collected
    /// from, so many stages before.</summary>
    public (int Word, int Stage) Source(int word, int stage) => Source(Circuit.Words, word, stage);

    /// <inheritdoc cref="Source(int, int)"/>
    internal static (int Word, int Stage) Source(ImmutableArray<Word> words, int word, int stage) =>
        words[word] is CollectWord collect ? (collect.Input, stage - collect.Phase) : (word, stage);

    /// <summary>Registers in a row behind the word.</summary>
    public int RegistersOf(int word) => Circuit.Words[word] is ConstantWord ? 0 : LastReads[word] - Stages[word];

    /// <summary>Bits of all states of all channels.</summary>
    public long StateBits => (long)Interleave * Circuit.States.Sum(s => (long)Circuit.Words[s.Word].Width);

    /// <summary>
    /// The stage behind which a state takes its next value: as soon as that is there and this sample has read the
    /// state. The next sample of the channel reads it
    /// <see cref="Interleave"/> cycles or more after this one, which is in time as long as this is
    /// less than that after the state's own stage.
    /// </summary>
    public int WriteStage(CircuitState state) => Math.Max(Stages[state.Word], Stages[state.Next]);

    private ImmutableArray<int> FindLastReads()
    {
        var last = Stages.ToArray();
        for (int i = 0; i < Circuit.Words.Length; i++)
        {
            Word word = Circuit.Words[i];
            for (int k = 0; k < word.OperandCount && word is not CollectWord; k++)
                Read(word.Operand(k), Stages[i]);
        }
        foreach (CircuitState state in Circuit.States)
            Read(state.Next, WriteStage(state));
        foreach (CircuitOutput output in Circuit.Outputs)
        foreach (int word in output.Words)
            Read(word, Latency + 1);
        return [.. last];

        void Read(int word, int stage)
        {
            (int source, int at) = Source(word, stage);
            last[source] = Math.Max(last[source], at);
        }
    }
}
