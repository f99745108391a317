using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// The loops of a circuit: sets of states of which each depends on each other by way of samples (strongly connected components, Tarjan,
/// SIAM J. Comput. 1, 1972, without recursion), and how many cycles each takes.
/// </summary>
internal static class CircuitLoops
{
    /// <summary>The states of each loop, in ascending order.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Find(Circuit circuit)
    {
        int count = circuit.Words.Length,
            next = 1;
        int[] number = new int[count],
            low = new int[count],
            position = new int[count];
        var onStack = new bool[count];
        Stack<int> open = new(),
            path = new();
        var loops = new List<IReadOnlyList<int>>();
        foreach (CircuitState root in circuit.States)
        {
            if (number[root.Word] == 0)
                Enter(root.Word);
            while (path.TryPeek(out int word))
            {
                if (position[word] < Degree(circuit, word))
                {
                    int before = Edge(circuit, word, position[word]++);
                    if (number[before] == 0)
                        Enter(before);
                    else if (onStack[before])
                        low[word] = Math.Min(low[word], number[before]);
                    continue;
                }
                path.Pop();
                if (path.TryPeek(out int reader))
                    low[reader] = Math.Min(low[reader], low[word]);
                if (low[word] == number[word])
                    Close(word);
            }
        }
        return loops;

        void Enter(int word)
        {
            number[word] = low[word] = next++;
            open.Push(word);
            path.Push(word);
            onStack[word] = true;
        }

        void Close(int root)
        {
            var states = new List<int>();
            int member,
                members = 0;
            do
            {
                member = open.Pop();
                onStack[member] = false;
                members++;
                if (circuit.Words[member] is StateWord state)
                    states.Add(state.Index);
            } while (member != root);
            // a state that keeps its own value for ever is a loop, too
            if (states.Count == 0 || members == 1 && circuit.States[states[0]].Next != root)
                return;
            states.Sort();
            loops.Add(states);
        }
    }

    /// <summary>Each loop with the cycles that it takes.</summary>
    public static ImmutableArray<CircuitLoop> Of(Circuit circuit, double[] delays, double budget) =>
        [.. Find(circuit).Select(states => Of(circuit, delays, budget, states))];

    /// <summary>One loop with the cycles that it takes: the least distance between samples at which it closes.</summary>
    public static CircuitLoop Of(Circuit circuit, double[] delays, double budget, IReadOnlyList<int> states)
    {
        int low = 1,
            high = 1;
        while (EarliestStages.Of(circuit, delays, budget, high, states).OpenLoop is not null)
            (low, high) = (high + 1, 2 * high);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (EarliestStages.Of(circuit, delays, budget, middle, states).OpenLoop is null)
                high = middle;
            else
                low = middle + 1;
        }
        string name = circuit.Layers[circuit.Words[circuit.States[states[0]].Word].Layer];
        return new CircuitLoop(name, low, circuit.Interleave - low);
    }

    private static int Degree(Circuit circuit, int word) => circuit.Words[word] is StateWord ? 1 : circuit.Words[word].OperandCount;

    private static int Edge(Circuit circuit, int word, int position) =>
        circuit.Words[word] is StateWord state ? circuit.States[state.Index].Next : circuit.Words[word].Operand(position);
}
