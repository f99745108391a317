using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Gives every word a stage: the smallest number of stages that meets the clock, then few register bits. Delays cannot be split, so that
/// placing each word as early as its operands allow gives the least number of stages. <see cref="RegisterPlacement"/> then finds the fewest
/// register bits; a design that is too large for it is improved rank by rank by <see cref="RegisterCuts"/>.
/// </summary>
public static class Scheduler
{
    /// <summary>Largest problem that is solved exactly: takes a few seconds.</summary>
    private const int MaxPairs = 500_000;

    /// <exception cref="FastAIException">A single word does not meet the clock; the message names its layer and the clock that it meets.</exception>
    public static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, double clockMHz)
    {
        double budget = model.Budget(clockMHz);
        var delays = new double[circuit.Words.Length];
        for (int i = 0; i < delays.Length; i++)
        {
            delays[i] = model.Of(circuit, i);
            if (delays[i] <= budget) continue;
            throw FastAIException.Unsupported(string.Create(
                CultureInfo.InvariantCulture,
                $"layer '{circuit.Layers[circuit.Words[i].Layer]}': {Describe(circuit.Words[i])} takes {delays[i]:0.00} ns on {model.Name}, more than a cycle at {clockMHz:0.###} MHz leaves; at most {Math.Floor(1000 / (delays[i] + model.Register))} MHz is possible: use a slower clock or fewer bits"));
        }
        int[] early = AsSoonAsPossible(circuit, delays, budget, out int latency);
        int[]? stages = RegisterPlacement.Solve(circuit, delays, budget, latency, early, MaxPairs);
        if (stages is null) RegisterCuts.Improve(circuit, delays, budget, latency, stages = early);
        return new PipelinedCircuit(circuit, [.. stages], latency, clockMHz);
    }

    /// <summary>The earliest stage of each word, and the number of stages.</summary>
    internal static int[] AsSoonAsPossible(Circuit circuit, double[] delays, double budget, out int latency)
    {
        var stages = new int[delays.Length];
        var arrival = new double[delays.Length];
        latency = 1;
        for (int i = 0; i < stages.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is InputWord or ConstantWord) continue;
            stages[i] = 1;
            for (int k = 0; k < word.OperandCount; k++)
            {
                int operand = word.Operand(k);
                if (stages[operand] > stages[i]) (stages[i], arrival[i]) = (stages[operand], 0);
                if (stages[operand] == stages[i]) arrival[i] = Math.Max(arrival[i], arrival[operand]);
            }
            arrival[i] += delays[i];
            if (arrival[i] > budget) (stages[i], arrival[i]) = (stages[i] + 1, delays[i]);
            latency = Math.Max(latency, stages[i]);
        }
        return stages;
    }

    private static string Describe(Word word) => word switch
    {
        AddWord => $"an adder of {word.Width} bits",
        SumWord => $"a three-operand adder of {word.Width} bits",
        MultiplyWord => $"a multiplier of {word.Width} bits",
        CompareWord => "a comparison",
        TableWord => "a table",
        _ => $"a word of {word.Width} bits",
    };
}
