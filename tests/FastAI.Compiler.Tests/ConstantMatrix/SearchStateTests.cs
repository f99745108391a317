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
                var planes = new PairBlocks(table.Slots);
                int block = planes.Take(0, 1);
                planes.Add(block, table.Planes(list));
                for (int slot = 0; slot < table.Slots; slot++)
                {
                    (int gain, long times) = table.Move(list, slot);
                    Assert.Equal(gain, planes.Gain(block, slot));
                    int shift = (slot >> 1) - table.Reach;
                    long a = times << Math.Max(0, -shift);
                    long b = (times << Math.Max(0, shift)) * ((slot & 1) == 1 ? 1 : -1);
                    int before = Digits(cu) + Digits(cv);
                    int after = (cv == 0 ? Digits(cu - a - b) : Digits(cu - a) + Digits(cv - b)) + Digits(times);
                    Assert.Equal(before - after, gain);
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

            var state = new SearchState(matrix, new MoveTable(matrix.LargestWeight), slack == null ? null : matrix.LeastDepth + slack, 0.1);
            new Greedy(state).Run();
            long total = state.Evaluate();
            state.Commit();
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

        return string.Join('\n', rows) + $"\npairs {state.Gains.Pairs} objective {state.Objective:F6}";
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
