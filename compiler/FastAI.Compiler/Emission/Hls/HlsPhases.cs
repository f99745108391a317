using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>
/// In which order words are computed once an event and in loops over its phases: even steps are of the former kind, odd ones loops. What
/// is held stands in the loop behind what it holds, what is collected behind the loop that it is collected from. Words of the phase alone
/// stand in the first loop that reads them.
/// </summary>
internal sealed class HlsPhases
{
    private readonly Circuit circuit;
    private readonly int[] steps;
    private readonly HashSet<int> phaseReads = [];

    public HlsPhases(Circuit circuit)
    {
        this.circuit = circuit;
        bool[] phased = CircuitRates.Of(circuit);
        steps = new int[phased.Length];
        IsKept = new bool[phased.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                steps[i] = Math.Max(steps[i], steps[word.Operand(k)] + (word is HoldWord or CollectWord ? 1 : 0));
            // a word of the phase alone
            if (phased[i] && steps[i] % 2 == 0)
                steps[i] = 0;
        }
        MoveToReaders(phased);
        for (int i = 0; i < steps.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
            {
                int operand = word.Operand(k);
                if (circuit.Words[operand] is PhaseWord && word is not CollectWord)
                    phaseReads.Add(steps[i]);
                else
                    IsKept[operand] |= phased[operand] && steps[operand] < steps[i];
            }
        }
        Steps = steps.DefaultIfEmpty(0).Max() + 1;
    }

    /// <summary>Number of steps.</summary>
    public int Steps { get; }

    /// <summary>For each word whether a step behind its loop reads it.</summary>
    public bool[] IsKept { get; }

    /// <summary>The step in which a word is computed.</summary>
    public int StepOf(int word) => steps[word];

    /// <summary>Whether a word of a loop reads the phase itself.</summary>
    public bool ReadsPhase(int step) => phaseReads.Contains(step);

    /// <summary>How <paramref name="reader"/> reads a word that is no constant, by name.</summary>
    public string? NameOf(int word, int reader) =>
        circuit.Words[reader] is CollectWord collect ? Kept(word, collect.Phase.ToString(CultureInfo.InvariantCulture))
        : IsKept[word] && steps[word] < steps[reader] ? Kept(word, "p")
        : null;

    /// <summary>What is kept of a word.</summary>
    public static string Array(int word) => string.Create(CultureInfo.InvariantCulture, $"v{word}_phases");

    private static string Kept(int word, string phase) => $"{Array(word)}[{phase}]";

    private void MoveToReaders(bool[] phased)
    {
        var first = new int[steps.Length];
        System.Array.Fill(first, int.MaxValue);
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            Word word = circuit.Words[i];
            if (phased[i] && steps[i] == 0)
                steps[i] = first[i] == int.MaxValue ? 1 : first[i];
            for (int k = 0; k < word.OperandCount; k++)
                first[word.Operand(k)] = Math.Min(first[word.Operand(k)], word is CollectWord ? steps[i] - 1 : steps[i]);
        }
    }
}
