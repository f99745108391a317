using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Gives every word a stage: the smallest number of stages that meets the clock (<see cref="EarliestStages"/>), then few register bits:
/// <see cref="RegisterPlacement"/> finds the fewest; a design that is too large for it is improved rank by rank by <see
/// cref="RegisterCuts"/>.
/// </summary>
public static class Scheduler
{
    /// <summary>Largest problem that is solved exactly: takes a few seconds.</summary>
    private const int MaxPairs = 500_000;

    /// <exception cref="FastAIException">
    /// A single word does not meet the clock, or a loop of states takes more cycles than the samples of a channel are apart. The message
    /// names the layer and what would do.
    /// </exception>
    public static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, double clockMHz)
    {
        double budget = model.Budget(clockMHz);
        double[] delays = model.Of(circuit);
        for (int i = 0; i < delays.Length; i++)
        {
            if (delays[i] <= budget)
                continue;
            throw FastAIException.Unsupported(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"layer '{circuit.Layers[circuit.Words[i].Layer]}': {Describe(circuit.Words[i])} takes {delays[i]:0.00} ns on {model.Name}, more than a cycle at {clockMHz:0.###} MHz leaves; at most {Math.Floor(1000 / (delays[i] + model.Register))} MHz is possible: use a slower clock or fewer bits"
                )
            );
        }
        EarliestStages earliest = EarliestStages.Of(circuit, delays, budget, circuit.Interleave);
        if (earliest.OpenLoop is { } open)
            throw OpenLoop(circuit, model, clockMHz, delays, open);
        int[] early = earliest.Stages;
        int latency = earliest.Latency;
        int[]? stages = RegisterPlacement.Solve(circuit, delays, budget, latency, early, MaxPairs);
        if (stages is null)
            RegisterCuts.Improve(circuit, delays, budget, latency, stages = early);
        return new PipelinedCircuit(circuit, [.. stages], latency, clockMHz)
        {
            Loops = CircuitLoops.Of(circuit, delays, budget),
            DualTables = model.HasDualTables,
            ShiftRegisters = model.HasShiftRegisters,
            MemoryBlocks = model.MemoryBlocks,
        };
    }

    /// <summary>Whether all loops of states take no more cycles than samples of a channel are apart.</summary>
    public static bool Closes(Circuit circuit, DelayModel model, double clockMHz) =>
        EarliestStages.Of(circuit, model.Of(circuit), model.Budget(clockMHz), circuit.Interleave).OpenLoop is null;

    /// <summary>What is missing for a loop to close, and which distance between samples or which clock would do.</summary>
    private static FastAIException OpenLoop(Circuit circuit, DelayModel model, double clockMHz, double[] delays, int state)
    {
        IReadOnlyList<int> states = CircuitLoops.Find(circuit).First(l => l.Contains(state));
        CircuitLoop loop = CircuitLoops.Of(circuit, delays, model.Budget(clockMHz), states);
        double slowest = Math.Max(1, 1000 / (delays.DefaultIfEmpty().Max() + 1000 / clockMHz) / 64);
        bool Closes(double clock) => EarliestStages.Of(circuit, delays, model.Budget(clock), circuit.Interleave, states).OpenLoop is null;
        string slower = "";
        if (Closes(slowest))
        {
            (double low, double high) = (slowest, clockMHz);
            while (high - low > 0.1)
                (low, high) = Closes((low + high) / 2) ? ((low + high) / 2, high) : (low, (low + high) / 2);
            slower = string.Create(CultureInfo.InvariantCulture, $", or a clock of at most {Math.Floor(low * 10) / 10:0.#} MHz");
        }
        return FastAIException.Unsupported(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the loop of state '{loop.Name}' does not close: from a sample to the next of its channel it takes {Cycles(loop.Cycles)} at {clockMHz:0.###} MHz on {model.Name}, and an interleave of {circuit.Interleave} leaves {Cycles(circuit.Interleave)}, {Cycles(-loop.Slack)} too few: use an interleave of at least {Enough(circuit, model, clockMHz, states, loop.Cycles)}{slower}"
            )
        );
    }

    /// <summary>The least interleave at which a loop closes: the memory of several channels takes its own time.</summary>
    private static int Enough(Circuit circuit, DelayModel model, double clockMHz, IReadOnlyList<int> states, int cycles)
    {
        int interleave;
        do
        {
            interleave = cycles;
            Circuit shared = circuit with { Interleave = interleave };
            cycles = CircuitLoops.Of(shared, model.Of(shared), model.Budget(clockMHz), states).Cycles;
        } while (cycles > interleave);
        return interleave;
    }

    private static string Cycles(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "cycle" : "cycles")}");

    private static string Describe(Word word) =>
        word switch
        {
            AddWord => $"an adder of {word.Width} bits",
            SumWord => $"a three-operand adder of {word.Width} bits",
            MultiplyWord => $"a multiplier of {word.Width} bits",
            PassWord => "a part of a block",
            ProductRowWord => $"a row of a multiplier of {word.Width} bits",
            CompareWord => "a comparison",
            TableWord => "a table",
            StateWord => "the memory of a state",
            _ => $"a word of {word.Width} bits",
        };
}
