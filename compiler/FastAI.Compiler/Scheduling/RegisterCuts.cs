using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Moves registers to where their bits are fewest. With the stages before and after it held, the best place of one rank of registers is a
/// minimum cut: a word that a path longer than the clock leads to must stand behind the rank, one that such a path leads from before it,
/// and every other word is free as long as it does not stand before an operand. Ranks are taken in turn
/// until none moves. States stay where they are, and so do words that are collected
/// from phases.
/// </summary>
/// <remarks>
/// The timing of a rank is exact: if a path of two words does not fit one stage, both are fixed by the rule above. A value that several
/// words read costs its width once (the fan-out model of Leiserson and Saxe, Retiming synchronous circuitry, Algorithmica 6, 1991).
/// </remarks>
internal static class RegisterCuts
{
    private const int MaxSweeps = 12;

    /// <summary>Larger pairs of stages are left as they are.</summary>
    private const int MaxRegion = 400_000;

    /// <summary>Register bits of a schedule, those of the first and last rank included.</summary>
    public static long Bits(Circuit circuit, int[] stages, int latency)
    {
        int[] last = LastReads(circuit, stages, latency);
        long bits = 0;
        for (int i = 0; i < stages.Length; i++)
            if (circuit.Words[i] is not ConstantWord)
                bits += (long)circuit.Words[i].Width * (last[i] - stages[i]);
        return bits;
    }

    /// <summary>Improves a schedule in place.</summary>
    public static void Improve(Circuit circuit, double[] delays, double budget, int latency, int[] stages)
    {
        long best = Bits(circuit, stages, latency);
        bool[] pinned = Collected(circuit);
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            for (int k = 1; k < latency; k++)
                Move(circuit, delays, budget, latency, stages, pinned, sweep % 2 == 0 ? k : latency - k);
            long bits = Bits(circuit, stages, latency);
            if (bits >= best)
                return;
            best = bits;
        }
    }

    private static void Move(Circuit circuit, double[] delays, double budget, int latency, int[] stages, bool[] pinned, int rank)
    {
        var region = new List<int>();
        for (int i = 0; i < stages.Length; i++)
            if ((stages[i] == rank || stages[i] == rank + 1) && circuit.Words[i] is not (ConstantWord or StateWord))
                region.Add(i);
        if (region.Count is 0 or > MaxRegion)
            return;
        int[] last = LastReads(circuit, stages, latency);
        var node = new Dictionary<int, int>(region.Count);
        foreach (int word in region)
            node.Add(word, 2 + node.Count);
        var taken = new HashSet<int>();
        foreach (CircuitState state in circuit.States)
            if (stages[state.Word] == rank + 1)
                taken.Add(state.Next);
        bool Beyond(int word) => last[word] > rank + 1 || taken.Contains(word);
        // what is collected has no registers
        bool IsFree(int operand) =>
            circuit.Words[operand] is not (ConstantWord or CollectWord)
            && (circuit.Words[operand] is not StateWord || stages[operand] <= rank);
        var nets = new Dictionary<int, int>();
        foreach (int word in region)
        {
            Word w = circuit.Words[word];
            for (int k = 0; k < Reads(w); k++)
                if (IsFree(w.Operand(k)))
                    nets.TryAdd(w.Operand(k), 2 + node.Count + nets.Count);
        }
        var cut = new MinimumCut(2 + node.Count + nets.Count);
        AddTiming(circuit, delays, budget, region, node, cut, stages, rank);
        // what a state takes must not be later than its next sample reads it
        foreach (CircuitState state in circuit.States)
            if (rank + 1 > stages[state.Word] + circuit.Interleave - 1 && node.TryGetValue(state.Next, out int next))
                cut.Add(MinimumCut.Source, next, MinimumCut.Never);
        foreach (int word in region)
            if (pinned[word] && stages[word] == rank)
                cut.Add(MinimumCut.Source, node[word], MinimumCut.Never);
            else if (pinned[word])
                cut.Add(node[word], MinimumCut.Sink, MinimumCut.Never);
        foreach ((int word, int net) in nets)
        {
            bool inside = node.TryGetValue(word, out int driver);
            bool beyond = Beyond(word);
            if (!inside && beyond)
                continue; // crosses the rank wherever it stands
            cut.Add(inside ? driver : MinimumCut.Source, net, circuit.Words[word].Width);
            if (beyond)
                cut.Add(net, MinimumCut.Sink, MinimumCut.Never);
        }
        foreach (int word in region)
        {
            Word w = circuit.Words[word];
            if (!nets.ContainsKey(word) && w is not CollectWord && Beyond(word))
                cut.Add(node[word], MinimumCut.Sink, w.Width);
            for (int k = 0; k < Reads(w); k++)
            {
                int operand = w.Operand(k);
                if (circuit.Words[operand] is ConstantWord)
                    continue;
                if (circuit.Words[operand] is CollectWord)
                {
                    if (stages[operand] > rank)
                        cut.Add(node[word], MinimumCut.Sink, MinimumCut.Never);
                    continue;
                }
                if (!IsFree(operand))
                {
                    cut.Add(node[word], MinimumCut.Sink, MinimumCut.Never); // a state of the second stage
                    continue;
                }
                if (node.TryGetValue(operand, out int before))
                    cut.Add(node[word], before, MinimumCut.Never);
                cut.Add(nets[operand], node[word], MinimumCut.Never);
            }
        }
        bool[] first = cut.Solve();
        foreach (int word in region)
            stages[word] = first[node[word]] ? rank : rank + 1;
    }

    /// <summary>Fixes the words that only one of the two stages can hold.</summary>
    private static void AddTiming(
        Circuit circuit,
        double[] delays,
        double budget,
        List<int> region,
        Dictionary<int, int> node,
        MinimumCut cut,
        int[] stages,
        int rank
    )
    {
        var arrival = new Dictionary<int, double>(region.Count);
        foreach (int word in region)
        {
            double at = 0;
            Word w = circuit.Words[word];
            for (int k = 0; k < Reads(w); k++)
            {
                int operand = w.Operand(k);
                if (circuit.Words[operand].IsRegistered && node.ContainsKey(operand))
                {
                    // one stands in the first stage and the other in the second
                    cut.Add(MinimumCut.Source, node[operand], MinimumCut.Never);
                    cut.Add(node[word], MinimumCut.Sink, MinimumCut.Never);
                }
                else if (arrival.TryGetValue(operand, out double before))
                    at = Math.Max(at, before);
                else if (circuit.Words[operand] is StateWord && stages[operand] == rank)
                    at = Math.Max(at, delays[operand]);
            }
            arrival[word] = at + delays[word];
            if (arrival[word] > budget)
                cut.Add(node[word], MinimumCut.Sink, MinimumCut.Never);
        }
        var remaining = new Dictionary<int, double>(region.Count);
        for (int i = region.Count - 1; i >= 0; i--)
        {
            int word = region[i];
            double from = remaining.GetValueOrDefault(word) + delays[word];
            if (from > budget)
                cut.Add(MinimumCut.Source, node[word], MinimumCut.Never);
            Word w = circuit.Words[word];
            for (int k = 0; k < Reads(w); k++)
                if (node.ContainsKey(w.Operand(k)) && !circuit.Words[w.Operand(k)].IsRegistered)
                    remaining[w.Operand(k)] = Math.Max(remaining.GetValueOrDefault(w.Operand(k)), from);
        }
    }

    /// <summary>What is collected from phases, and the words that it is collected from.</summary>
    private static bool[] Collected(Circuit circuit)
    {
        var collected = new bool[circuit.Words.Length];
        for (int i = 0; i < collected.Length; i++)
            if (circuit.Words[i] is CollectWord word)
                collected[i] = collected[word.Input] = true;
        return collected;
    }

    /// <summary>Operands that a word reads in its own stage.</summary>
    private static int Reads(Word word) => word is CollectWord ? 0 : word.OperandCount;

    private static int[] LastReads(Circuit circuit, int[] stages, int latency)
    {
        var last = (int[])stages.Clone();
        for (int i = 0; i < stages.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < Reads(word); k++)
                Read(word.Operand(k), stages[i]);
        }
        foreach (CircuitState state in circuit.States)
            Read(state.Next, Math.Max(stages[state.Word], stages[state.Next]));
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            Read(word, latency + 1);
        return last;

        void Read(int word, int stage)
        {
            (int source, int at) = PipelinedCircuit.Source(circuit.Words, word, stage);
            last[source] = Math.Max(last[source], at);
        }
    }
}
