using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// The earliest stage of every word. Delays cannot be split, so that placing each word as early as its operands allow gives the least
/// number of stages. A state that is read in stage r and takes a word of stage n is written behind stage max(r, n); with samples of a
/// channel M cycles apart the next sample reads it in time if n &lt;= r + M - 1, and this one reads it before that in any case. The least
/// solution of r &gt;= n + 1 - M is found by raising r from 1 (Bellman and Ford on stages).
/// </summary>
/// <remarks>
/// The stage of a word is that of one of its operands, moved on by a function that does not depend on the stage itself. A round trip of
/// states that raise each other (a cycle of <c>raisedBy</c>) therefore never ends: a loop that
/// takes more cycles than its samples are apart.
/// </remarks>
internal sealed class EarliestStages
{
    private readonly Circuit circuit;
    private readonly double[] delays;
    private readonly double budget;
    private readonly int interleave;
    private readonly double[] arrival;

    /// <summary>For each word the state that decides its stage, or -1.</summary>
    private readonly int[] source;

    /// <summary>For each state the state that raised it last, or -1.</summary>
    private readonly int[] raisedBy;

    private EarliestStages(Circuit circuit, double[] delays, double budget, int interleave)
    {
        (this.circuit, this.delays, this.budget, this.interleave) = (circuit, delays, budget, interleave);
        Stages = new int[circuit.Words.Length];
        arrival = new double[circuit.Words.Length];
        source = new int[circuit.Words.Length];
        raisedBy = new int[circuit.States.Length];
        Array.Fill(raisedBy, -1);
        foreach (CircuitState state in circuit.States)
            Stages[state.Word] = 1;
    }

    /// <summary>The stages; of no meaning when there is an <see cref="OpenLoop"/>.</summary>
    public int[] Stages { get; }

    /// <summary>Number of stages; <see cref="int.MaxValue"/> when there is an <see cref="OpenLoop"/>.</summary>
    public int Latency { get; private set; }

    /// <summary>A state of a loop that takes more cycles than samples are apart; null when all loops close.</summary>
    public int? OpenLoop { get; private set; }

    /// <param name="circuit">What is scheduled.</param>
    /// <param name="delays">Time of each word.</param>
    /// <param name="budget">Time of a stage.</param>
    /// <param name="interleave">Cycles between samples of a channel.</param>
    /// <param name="loop">States that must be in time; null for all.</param>
    public static EarliestStages Of(Circuit circuit, double[] delays, double budget, int interleave, IReadOnlyCollection<int>? loop = null)
    {
        var early = new EarliestStages(circuit, delays, budget, interleave);
        IReadOnlyCollection<int> states = loop ?? [.. Enumerable.Range(0, circuit.States.Length)];
        do
        {
            early.Place();
        } while (early.Raise(states) && (early.OpenLoop = early.FindRoundTrip()) is null);
        if (early.OpenLoop is not null)
            early.Latency = int.MaxValue;
        return early;
    }

    private void Place()
    {
        Latency = 1;
        for (int i = 0; i < Stages.Length; i++)
        {
            Word word = circuit.Words[i];
            source[i] = -1;
            if (word.IsSource)
                continue;
            if (word is StateWord state)
            {
                (arrival[i], source[i]) = (delays[i], state.Index);
                Latency = Math.Max(Latency, Stages[i]);
                continue;
            }
            (Stages[i], arrival[i]) = (1, 0);
            for (int k = 0; k < word.OperandCount; k++)
            {
                int operand = word.Operand(k);
                int behind = word.Behind(circuit.Words[operand]);
                (int stage, double there) = behind > 0 ? (Stages[operand] + behind, 0) : (Stages[operand], arrival[operand]);
                if (stage < Stages[i] || stage == Stages[i] && there <= arrival[i] && source[i] >= 0)
                    continue;
                if (stage > Stages[i] || there >= arrival[i])
                    (arrival[i], source[i]) = (there, source[operand]);
                Stages[i] = stage;
            }
            arrival[i] += delays[i];
            if (arrival[i] > budget)
                (Stages[i], arrival[i]) = (Stages[i] + 1, delays[i]);
            Latency = Math.Max(Latency, word is CollectWord ? Stages[i] - 1 : Stages[i]);
        }
    }

    /// <summary>Raises states to where the samples' distance demands; false when none must be.</summary>
    private bool Raise(IReadOnlyCollection<int> states)
    {
        bool raised = false;
        foreach (int s in states)
        {
            CircuitState state = circuit.States[s];
            int least = Stages[state.Next] + 1 - interleave;
            if (least <= Stages[state.Word])
                continue;
            // a line whose next element reads this one sees it in the same round
            Stages[state.Word] = least;
            raisedBy[s] = source[state.Next];
            raised = true;
        }
        return raised;
    }

    private int? FindRoundTrip()
    {
        var visited = new int[raisedBy.Length];
        for (int start = 0; start < raisedBy.Length; start++)
        {
            int at = start;
            while (at >= 0 && visited[at] == 0)
            {
                visited[at] = start + 1;
                at = raisedBy[at];
            }
            if (at >= 0 && visited[at] == start + 1)
                return at;
        }
        return null;
    }
}
