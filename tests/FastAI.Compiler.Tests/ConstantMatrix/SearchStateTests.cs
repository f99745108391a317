using FastAI.Compiler.ConstantMatrix;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class SearchStateTests
{
    [Fact]
    public void Moves_save_the_digits_they_claim()
    {
        foreach (long largest in (long[])[7, 127, 1L << 20])
        {
            var table = new MoveTable(largest);
            var random = new Random(1);
            for (int round = 0; round < 3000; round++)
            {
                long cu = random.NextInt64(1, largest + 1);
                long cv = random.NextInt64(0, largest + 1);
                int list = cv == 0 ? table.Self(cu) : table.Pair(cu, cv);
                ReadOnlySpan<SlotGain> moves = table[list];
                for (int m = 0; m < moves.Length; m++)
                {
                    int shift = (moves[m].Slot >> 1) - table.Reach;
                    long a = table.Times(list, m) << Math.Max(0, -shift);
                    long b = (table.Times(list, m) << Math.Max(0, shift)) * ((moves[m].Slot & 1) == 1 ? 1 : -1);
                    int before = Digits(cu) + Digits(cv);
                    int after = (cv == 0 ? Digits(cu - a - b) : Digits(cu - a) + Digits(cv - b)) + Digits(table.Times(list, m));
                    Assert.Equal(before - after, moves[m].Gain);
                }
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Undone_changes_leave_no_trace(int? slack)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var matrix = new ReducedMatrix(RandomMatrices.Next(new Random(seed), 12, 7));
            if (matrix.Outputs == 0)
            {
                continue;
            }

            var state = new SearchState(matrix, new MoveTable(matrix.LargestWeight), slack == null ? null : matrix.LeastDepth + slack);
            new Greedy(state).Run();
            long total = state.Evaluate();
            var random = new SplitMix((ulong)seed);
            for (int round = 0; round < 30; round++)
            {
                string before = Describe(state);
                state.Begin();
                var search = new LocalSearch(state, new SplitMix(random.Next()));
                search.Disturb();
                new Greedy(state).Run();
                state.Evaluate();
                state.Rollback(total);
                Assert.Equal(before, Describe(state));
                Assert.Equal(total, state.Evaluate());

                // and take a step that stays
                state.Begin();
                search.Disturb();
                new Greedy(state).Run();
                total = state.Evaluate();
                state.Commit();
            }
        }
    }

    private static string Describe(SearchState state)
    {
        var rows = new List<string>();
        for (int row = state.FirstRow; row < state.Nodes.Count; row++)
        {
            if (state.Nodes.Alive[row])
            {
                int[] nodes = state.Rows.Nodes(row).ToArray();
                long[] coefficients = state.Rows.Coefficients(row).ToArray();
                Array.Sort(nodes, coefficients);
                rows.Add($"{row}: {string.Join(' ', nodes.Zip(coefficients))}");
            }
        }

        return string.Join('\n', rows) + $"\npairs {state.Gains.Pairs}";
    }

    private static int Digits(long value)
    {
        int digits = 0;
        for (long x = Math.Abs(value); x != 0; x >>= 1)
        {
            if ((x & 1) != 0)
            {
                x -= 2 - (x & 3);
                digits++;
            }
        }

        return digits;
    }
}
