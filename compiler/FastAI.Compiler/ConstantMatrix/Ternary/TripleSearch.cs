using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Finds the best node that a pair of terms can become: of the pair alone, or with one of the terms that stand beside it in several
/// rows.</summary>
internal sealed class TripleSearch(TernaryState state, TernaryGreedy greedy)
{
    private readonly List<int> candidates = [];
    private (int Term, int Count, int Round)[] beside = new (int, int, int)[256];
    private int held;
    private int round;

    /// <summary>The pattern with the greatest gain, how often it stands, and the gain; no gain if no pattern stands twice.</summary>
    public (TernaryPattern Pattern, int Count, double Gain) Best(TernaryPattern pair)
    {
        Span<int> packed = stackalloc int[3];
        pair.Unpack(packed);
        int u = TernaryRow.NodeOf(packed[0]),
            v = TernaryRow.NodeOf(packed[1]);
        int depth = Math.Max(state.Nodes.Depth(u), state.Nodes.Depth(v));
        long weight = TernaryState.Power(state.Nodes.Depth(u)) + TernaryState.Power(state.Nodes.Depth(v));
        Begin();
        int pairs = 0;
        ReadOnlySpan<ulong> ofU = state.RowsOf(u),
            ofV = state.RowsOf(v);
        for (int word = 0; word < ofU.Length; word++)
        {
            for (ulong rows = ofU[word] & ofV[word]; rows != 0; rows &= rows - 1)
            {
                int row = (word * 64) + BitOperations.TrailingZeroCount(rows);
                ReadOnlySpan<int> terms = state.Part(row, u).Packed;
                long room = state.LargestWeight(row) - state.Weight(row);
                foreach (int first in terms)
                {
                    if (TernaryRow.NodeOf(first) != u)
                        continue;
                    int second = TernaryRow.Absolute(packed[1], first);
                    if (!terms.Contains(second))
                        continue;
                    if (TernaryState.Power(depth + 1) - weight <= room)
                        pairs++;
                    foreach (int third in terms)
                    {
                        int node = TernaryRow.NodeOf(third);
                        if (third == first || third == second)
                            continue;
                        int own = state.Nodes.Depth(node);
                        if (TernaryState.Power(Math.Max(depth, own) + 1) - weight - TernaryState.Power(own) <= room)
                            Count(TernaryRow.Relative(third, first));
                    }
                }
                state.Work += terms.Length;
            }
        }
        Span<TernaryTerm> all = stackalloc TernaryTerm[3];
        (TernaryPattern Pattern, int Count, double Gain) best = (pair, pairs, 0);
        if (pairs > 1)
        {
            (all[0], all[1]) = (TernaryRow.Unpack(packed[0]), TernaryRow.Unpack(packed[1]));
            best.Gain = greedy.NoisyGain(pair, all[..2], pairs);
        }
        foreach (int third in candidates)
        {
            int count = beside[Find(third)].Count;
            // where the third is the finest, all move up for its shift to be one
            int up = third < 0 ? -(third >> TernaryRow.ShiftAt) << TernaryRow.ShiftAt : 0;
            if (TernaryPattern.Of(packed[0] + up, packed[1] + up, third + up) is not { } triple)
                continue;
            (all[0], all[1], all[2]) = (
                TernaryRow.Unpack(packed[0] + up),
                TernaryRow.Unpack(packed[1] + up),
                TernaryRow.Unpack(third + up)
            );
            double gain = greedy.NoisyGain(triple, all, count);
            if (gain > best.Gain)
                best = (triple, count, gain);
        }
        state.Work += 4 * candidates.Count;
        return best;
    }

    private void Begin()
    {
        candidates.Clear();
        held = 0;
        round++;
    }

    private void Count(int term)
    {
        ref (int Term, int Count, int Round) entry = ref beside[Find(term)];
        if (entry.Round != round)
        {
            entry = (term, 1, round);
            if (++held > beside.Length / 2)
                Grow();
        }
        else if (++entry.Count == 2)
            candidates.Add(term);
    }

    private int Find(int term)
    {
        int at = (int)((uint)(term * -1640531527) >> 16) & (beside.Length - 1);
        while (beside[at].Round == round && beside[at].Term != term)
            at = (at + 1) & (beside.Length - 1);
        return at;
    }

    private void Grow()
    {
        (int Term, int Count, int Round)[] old = beside;
        beside = new (int, int, int)[2 * old.Length];
        foreach ((int Term, int Count, int Round) entry in old)
            if (entry.Round == round)
                beside[Find(entry.Term)] = entry;
    }
}
