using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class TernaryStateTests
{
    /// <summary>Random changes keep every row's coefficients, and a rollback leaves nothing of them.</summary>
    [Fact]
    public void Changes_keep_the_sums_and_can_be_taken_back()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            ConstantMatrixProblem problem = RandomMatrices.Next(random, 8, 7);
            var state = new TernaryState(problem, 1);
            var greedy = new TernaryGreedy(state);
            greedy.Run();
            state.Commit();
            for (int round = 0; round < 20; round++)
            {
                string before = Text(state);
                long luts = state.Nodes.Luts;
                greedy.Salt = (ulong)random.NextInt64();
                greedy.Noise = 30;
                if (round % 2 == 0)
                    state.Defer();
                Disturb(state, random);
                state.CatchUp();
                greedy.Run();
                AssertSums(problem, state);
                AssertCounts(state);
                if (round % 3 == 0)
                {
                    state.Commit();
                    continue;
                }
                state.Rollback();
                Assert.Equal(before, Text(state));
                Assert.Equal(luts, state.Nodes.Luts);
                AssertCounts(state);
            }
        }
    }

    private static void Disturb(TernaryState state, Random random)
    {
        for (int k = 0; k < 4; k++)
        {
            int row = random.Next(state.Rows.Length);
            if (state.Rows[row].Count == 0)
                continue;
            TernaryTerm term = state.Rows[row][random.Next(state.Rows[row].Count)];
            if (random.Next(2) == 0 || state.Nodes.Terms(term.Node) is not { } own)
            {
                state.Recode(row, term);
                continue;
            }
            state.Remove(row, term);
            foreach (TernaryTerm inner in own)
                state.Add(row, inner.Of(term));
            if (state.Nodes.Uses[term.Node] == 0)
                state.Drop(term.Node);
        }
    }

    private static void AssertSums(ConstantMatrixProblem problem, TernaryState state)
    {
        long[] Vector(int node)
        {
            var vector = new long[problem.Inputs];
            if (state.Nodes.Terms(node) is not { } terms)
                vector[node] = 1;
            else
            {
                foreach (TernaryTerm term in terms)
                {
                    long[] operand = Vector(term.Node);
                    for (int i = 0; i < vector.Length; i++)
                        vector[i] += operand[i] * TernaryGraph.Factor(term);
                }
            }
            return vector;
        }

        for (int j = 0; j < problem.Outputs; j++)
        {
            var sum = new long[problem.Inputs];
            foreach (TernaryTerm term in state.Rows[j])
            {
                long[] operand = Vector(term.Node);
                for (int i = 0; i < sum.Length; i++)
                    sum[i] += operand[i] * TernaryGraph.Factor(term);
            }
            for (int i = 0; i < sum.Length; i++)
                Assert.Equal(problem.IsZero(i) ? 0 : problem[i, j], sum[i]);
            Assert.True(state.Weight(j) <= state.LargestWeight(j));
        }
    }

    private static void AssertCounts(TernaryState state)
    {
        var expected = new Dictionary<TernaryPattern, int>();
        foreach (TernaryRow row in state.Rows)
            for (int i = 0; i < row.Count; i++)
            for (int j = i + 1; j < row.Count; j++)
                if (TernaryPattern.Of(row.Packed[i], row.Packed[j]) is { } pair)
                    expected[pair] = expected.GetValueOrDefault(pair) + 1;
        foreach ((TernaryPattern pattern, int count) in expected)
            Assert.Equal(count, state.Counts.Of(pattern));
        Assert.Equal(expected.Count, state.Counts.Held);
        for (int node = 0; node < state.Nodes.Count; node++)
        {
            for (int row = 0; row < state.Rows.Length; row++)
                Assert.Equal(state.Rows[row].Any(t => t.Node == node), (state.RowsOf(node)[row >> 6] >> row & 1) != 0);
            int reads = state.Nodes.Readers(node).Count + state.Rows.Sum(row => row.Count(t => t.Node == node));
            Assert.Equal(reads, state.Nodes.Uses[node]);
        }
    }

    private static string Text(TernaryState state) =>
        string.Join(
            "\n",
            state
                .Rows.Select(r => string.Join(" ", r.Order()))
                .Concat(
                    Enumerable
                        .Range(0, state.Nodes.Count)
                        .Select(n => $"{n}: {state.Nodes.Uses[n]} {string.Join(" ", state.Nodes.Terms(n) ?? [])}")
                )
                .Where(line => !line.EndsWith(": 0 ", StringComparison.Ordinal))
        );
}
