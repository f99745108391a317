using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// The stages with the fewest register bits of all that meet the clock with a given number of stages. One minimum cut decides for every
/// word and every rank of registers on which side of the rank the word stands.
/// </summary>
/// <remarks>
/// A word that several words read costs its width once at each rank that it crosses (the fan-out model of Leiserson and Saxe, Retiming
/// synchronous circuitry, Algorithmica 6, 1991). The clock is met if and only if the ends of every path that is too long stand in different
/// stages; of these pairs only those matter that no pair inside them implies. States are placed like words: each reads what it takes, which
/// may stand behind it by as many stages as samples of a channel are apart, less one.
/// </remarks>
internal sealed class RegisterPlacement
{
    private readonly Circuit circuit;
    private readonly double[] delays;
    private readonly double budget;
    private readonly int latency;
    private readonly int[] early;
    private readonly int[] late;
    private readonly List<int>[] readers;
    private readonly bool[] output;

    /// <summary>For each word the states that take it.</summary>
    private readonly ILookup<int, CircuitState> takers;

    /// <summary>For each word the node of rank <see cref="early"/>; those of later ranks follow.</summary>
    private readonly int[] node;
    private MinimumCut cut = new(2);

    private RegisterPlacement(Circuit circuit, double[] delays, double budget, int latency, int[] early)
    {
        (this.circuit, this.delays, this.budget, this.latency, this.early) = (circuit, delays, budget, latency, early);
        int count = circuit.Words.Length;
        readers = new List<int>[count];
        for (int i = 0; i < count; i++)
            readers[i] = [];
        for (int i = 0; i < count; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                if (readers[word.Operand(k)] is var list && (list.Count == 0 || list[^1] != i))
                    list.Add(i);
        }
        output = new bool[count];
        foreach (CircuitOutput port in circuit.Outputs)
        foreach (int word in port.Words)
            output[word] = true;
        takers = circuit.States.ToLookup(s => s.Next);
        late = AsLateAsPossible();
        node = new int[count];
    }

    /// <summary>The best stages, or null when there are more than <paramref name="maxPairs"/> paths to keep apart.</summary>
    /// <param name="circuit">What is scheduled.</param>
    /// <param name="delays">Time of each word.</param>
    /// <param name="budget">Time of a stage.</param>
    /// <param name="latency">Number of stages.</param>
    /// <param name="early">Earliest stage of each word.</param>
    /// <param name="maxPairs">Bound on the size of the problem.</param>
    public static int[]? Solve(Circuit circuit, double[] delays, double budget, int latency, int[] early, int maxPairs)
    {
        var placement = new RegisterPlacement(circuit, delays, budget, latency, early);
        return placement.Pairs(maxPairs) is { } pairs ? placement.Solve(pairs) : null;
    }

    private int[] Solve(List<(int From, int To)> pairs)
    {
        int nodes = 2;
        for (int i = 0; i < node.Length; i++)
        {
            if (!IsPlaced(i))
                continue;
            node[i] = nodes;
            nodes += late[i] - early[i];
        }
        int nets = nodes;
        for (int i = 0; i < node.Length; i++)
            nodes += Math.Max(0, LastRank(i) - early[i] + 1);
        cut = new MinimumCut(nodes);
        for (int i = 0; i < node.Length; i++)
        {
            if (!IsPlaced(i))
                continue;
            for (int rank = early[i]; rank + 1 < late[i]; rank++)
                Implies(i, rank, i, rank + 1);
            foreach (int reader in readers[i])
            {
                int behind = Behind(reader, i);
                for (int rank = early[reader]; rank < late[i] + behind; rank++)
                    Implies(reader, rank, i, rank - behind);
            }
        }
        foreach ((int from, int to) in pairs)
            for (int rank = early[to]; rank <= late[from]; rank++)
                Implies(to, rank, from, rank - 1);
        // what a state takes stands at most so many stages behind it as samples are apart
        foreach (CircuitState state in circuit.States)
            for (int rank = early[state.Word]; rank < late[state.Word] && IsPlaced(state.Next); rank++)
                Implies(state.Word, rank, state.Next, rank + circuit.Interleave - 1);
        for (int i = 0; i < node.Length; i++)
        for (int rank = early[i], last = LastRank(i); rank <= last; rank++)
            AddRegister(i, rank, nets++);
        bool[] before = cut.Solve();
        var stages = new int[node.Length];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = late[i];
            for (int rank = late[i] - 1; rank >= early[i] && IsPlaced(i); rank--)
                if (before[node[i] + rank - early[i]])
                    stages[i] = rank;
        }
        return stages;
    }

    private bool IsPlaced(int word) => !circuit.Words[word].IsSource;

    private int Behind(int reader, int operand) => circuit.Words[reader].Behind(circuit.Words[operand]);

    /// <summary>The last rank at which the word's register is a question: after it every reader is later, or none is.</summary>
    private int LastRank(int word)
    {
        if (circuit.Words[word] is ConstantWord or CollectWord)
            return -1;
        if (output[word])
            return Math.Min(latency, late[word]) - 1;
        int last = -1;
        foreach (int reader in readers[word])
            last = Math.Max(last, circuit.Words[reader] is CollectWord collect ? LastTap(reader, collect) : late[reader] - 1);
        foreach (CircuitState taker in takers[word])
            last = Math.Max(last, late[taker.Word] - 1);
        return last;
    }

    /// <summary>The same for the readers of what is collected from a word.</summary>
    private int LastTap(int word, CollectWord collect)
    {
        int last = output[word] ? latency : -1;
        foreach (int reader in readers[word])
            last = Math.Max(last, late[reader] - 1);
        return last - collect.Phase;
    }

    /// <summary>The node that says that the word stands before the rank; source when it surely
    /// does, sink when it surely does not.</summary>
    private int Node(int word, int rank) =>
        rank >= late[word] ? MinimumCut.Source
        : rank < early[word] ? MinimumCut.Sink
        : node[word] + rank - early[word];

    /// <summary>If <paramref name="word"/> stands before <paramref name="rank"/>, <paramref name="other"/> stands
    /// before <paramref name="otherRank"/>.</summary>
    private void Implies(int word, int rank, int other, int otherRank)
    {
        int from = Node(word, rank),
            to = Node(other, otherRank);
        if (from != to && from != MinimumCut.Sink && to != MinimumCut.Source)
            cut.Add(from, to, MinimumCut.Never);
    }

    /// <summary>The word's width if it stands before the rank and a reader, or a state that takes it, does not.</summary>
    private void AddRegister(int word, int rank, int net)
    {
        int from = Node(word, rank);
        if (output[word])
        {
            if (from != MinimumCut.Source)
                cut.Add(from, MinimumCut.Sink, circuit.Words[word].Width);
            return;
        }
        cut.Add(from, net, circuit.Words[word].Width);
        foreach (int reader in readers[word])
            if (circuit.Words[reader] is CollectWord collect)
                AddTaps(reader, rank + collect.Phase, net);
            else if (Node(reader, rank) is not MinimumCut.Source and var to)
                cut.Add(net, to, MinimumCut.Never);
        foreach (CircuitState taker in takers[word])
            if (Node(taker.Word, rank) is not MinimumCut.Source and var at)
                cut.Add(net, at, MinimumCut.Never);
    }

    /// <summary>Readers behind the rank of what is collected from a word.</summary>
    private void AddTaps(int collected, int rank, int net)
    {
        if (output[collected] && rank <= latency)
            cut.Add(net, MinimumCut.Sink, MinimumCut.Never);
        foreach (int reader in readers[collected])
            if (Node(reader, rank) is not MinimumCut.Source and var to)
                cut.Add(net, to, MinimumCut.Never);
    }

    /// <summary>The latest stage of each word; of states, by lowering them until what they take is never too late.</summary>
    private int[] AsLateAsPossible()
    {
        var stages = new int[delays.Length];
        var states = Enumerable.Repeat(latency, circuit.States.Length).ToArray();
        bool lowered;
        do
        {
            lowered = false;
            var remaining = new double[delays.Length];
            for (int i = stages.Length - 1; i >= 0; i--)
            {
                if (!IsPlaced(i))
                    continue;
                stages[i] = circuit.Words[i] is CollectWord ? latency + 1 : latency;
                foreach (int reader in readers[i])
                    stages[i] = Math.Min(stages[i], stages[reader] - Behind(reader, i));
                foreach (CircuitState taker in takers[i])
                    stages[i] = Math.Min(stages[i], states[((StateWord)circuit.Words[taker.Word]).Index] + circuit.Interleave - 1);
                foreach (int reader in readers[i])
                    if (stages[reader] == stages[i])
                        remaining[i] = Math.Max(remaining[i], remaining[reader]);
                remaining[i] += delays[i];
                if (remaining[i] > budget)
                    (stages[i], remaining[i]) = (stages[i] - 1, delays[i]);
                if (circuit.Words[i] is not StateWord state || stages[i] >= states[state.Index])
                    continue;
                states[state.Index] = stages[i];
                lowered = true;
            }
        } while (lowered);
        return stages;
    }

    /// <summary>Ends of paths that do not fit a stage, without those that a shorter path inside implies; null beyond the bound.</summary>
    private List<(int From, int To)>? Pairs(int maxPairs)
    {
        var pairs = new List<(int, int)>();
        var reach = new double[delays.Length];
        var queue = new PriorityQueue<int, int>();
        long steps = 0;
        for (int from = 0; from < delays.Length; from++)
        {
            if (!IsPlaced(from) || delays[from] == 0)
                continue;
            reach[from] = delays[from];
            queue.Enqueue(from, from);
            int last = -1;
            while (queue.TryDequeue(out int word, out _))
            {
                if (word == last)
                    continue; // queued by several operands
                last = word;
                double at = reach[word];
                reach[word] = 0;
                if (at > budget)
                {
                    if (at - delays[from] <= budget && early[word] <= late[from])
                        pairs.Add((from, word));
                    continue;
                }
                foreach (int reader in readers[word])
                {
                    if (Behind(reader, word) > 0 || early[reader] > late[from])
                        continue; // apart in any case
                    double there = at + delays[reader];
                    if (reach[reader] == 0)
                        queue.Enqueue(reader, reader);
                    reach[reader] = Math.Max(reach[reader], there);
                    steps++;
                }
            }
            if (pairs.Count > maxPairs || steps > 20L * maxPairs)
                return null;
        }
        return pairs;
    }
}
