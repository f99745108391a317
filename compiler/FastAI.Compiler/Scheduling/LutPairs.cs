using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Which two tables of one stage share a LUT6_2, which has two outputs of the same five inputs (AMD UG574). A matching, not always the
/// largest: those with the fewest possible partners choose first, and take the partner that has the fewest.
/// </summary>
/// <remarks>
/// Timing tools take each output of a LUT6_2 to depend on each input, so that two of which one is made from the other would be a loop, and
/// two pairs that read each other as well. So partners stand equally deep in their stage: every path leads to a deeper table.
/// </remarks>
public sealed class LutPairs
{
    private const int Inputs = 5;

    /// <summary>Readers of one input that are looked at for a partner; those that are nearest in the order of making.</summary>
    private const int MaxNeighbours = 24;

    private readonly PipelinedCircuit pipeline;
    private readonly int[] partner;

    private LutPairs(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        partner = new int[pipeline.Circuit.Words.Length];
        Array.Fill(partner, -1);
    }

    /// <summary>Pairs the tables of a circuit.</summary>
    public static LutPairs Of(PipelinedCircuit pipeline)
    {
        var pairs = new LutPairs(pipeline);
        var places = new Dictionary<(int Stage, int Depth), List<int>>();
        var depths = new int[pairs.partner.Length];
        for (int i = 0; i < depths.Length; i++)
        {
            Word word = pipeline.Circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                if (pipeline.Stages[word.Operand(k)] == pipeline.Stages[i])
                    depths[i] = Math.Max(depths[i], depths[word.Operand(k)]);
            if (word is LutWord)
                depths[i]++;
            if (word is not LutWord { Inputs.Length: <= Inputs })
                continue;
            var place = (pipeline.Stages[i], depths[i]);
            if (!places.TryGetValue(place, out List<int>? words))
                places.Add(place, words = []);
            words.Add(i);
        }
        foreach (List<int> words in places.Values)
            pairs.Match(words);
        return pairs;
    }

    /// <summary>The word that shares the LUT; -1 if none does.</summary>
    public int PartnerOf(int word) => partner[word];

    private LutWord Lut(int word) => (LutWord)pipeline.Circuit.Words[word];

    private void Match(List<int> words)
    {
        int[][] partners = Candidates(words);
        var position = new Dictionary<int, int>(words.Count);
        for (int i = 0; i < words.Count; i++)
            position.Add(words[i], i);
        int[] free = [.. partners.Select(p => p.Length)];
        var queue = new PriorityQueue<int, (int, int)>();
        for (int i = 0; i < words.Count; i++)
            queue.Enqueue(i, (free[i], i));
        while (queue.TryDequeue(out int i, out var priority))
        {
            if (partner[words[i]] >= 0 || priority.Item1 != free[i])
                continue; // taken, or waits again with its new number
            int best = -1;
            foreach (int other in partners[i])
                if (partner[other] < 0 && (best < 0 || free[position[other]] < free[position[best]]))
                    best = other;
            if (best < 0)
                continue;
            (partner[words[i]], partner[best]) = (best, words[i]);
            foreach (int taken in (ReadOnlySpan<int>)[i, position[best]])
            foreach (int other in partners[taken])
                if (partner[other] < 0 && position[other] is var o)
                    queue.Enqueue(o, (--free[o], o));
        }
    }

    /// <summary>For each word those with which it has no more than five inputs.</summary>
    private int[][] Candidates(List<int> words)
    {
        var readers = new Dictionary<int, List<int>>();
        var small = new List<int>();
        foreach (int word in words)
        {
            foreach (int input in Lut(word).Inputs)
            {
                if (!readers.TryGetValue(input, out List<int>? list))
                    readers.Add(input, list = []);
                list.Add(word);
            }
            if (Lut(word).Inputs.Length == 2)
                small.Add(word);
        }
        var edges = words.ToDictionary(w => w, _ => new SortedSet<int>());
        foreach (int word in words)
        {
            foreach (int input in Lut(word).Inputs)
                Look(word, readers[input], edges);
            if (Lut(word).Inputs.Length <= 3)
                Look(word, small, edges);
        }
        return [.. words.Select(w => edges[w].ToArray())];
    }

    private void Look(int word, List<int> others, Dictionary<int, SortedSet<int>> edges)
    {
        int at = others.BinarySearch(word);
        if (at < 0)
            at = ~at;
        for (int i = Math.Max(0, at - MaxNeighbours); i < Math.Min(others.Count, at + MaxNeighbours); i++)
        {
            int other = others[i];
            if (other == word || !Fit(Lut(word), Lut(other)))
                continue;
            edges[word].Add(other);
            edges[other].Add(word);
        }
    }

    /// <summary>Whether the two have no more than five inputs together.</summary>
    private static bool Fit(LutWord a, LutWord b)
    {
        int count = a.Inputs.Length;
        foreach (int input in b.Inputs)
            if (!a.Inputs.Contains(input))
                count++;
        return count <= Inputs;
    }
}
