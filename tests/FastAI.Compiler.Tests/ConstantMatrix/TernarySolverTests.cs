using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class TernarySolverTests
{
    [Fact]
    public void Adders_compute_the_matrix_within_the_depth()
    {
        var random = new Random(3);
        for (int seed = 0; seed < 40; seed++)
        {
            int inputs = random.Next(1, 13),
                outputs = random.Next(1, 13);
            var weights = new long[inputs, outputs];
            for (int i = 0; i < inputs; i++)
            for (int j = 0; j < outputs; j++)
                weights[i, j] = random.Next(4) == 0 ? 0 : random.Next(-63, 64);
            long low = random.Next(2) == 0 ? -128 : 0;
            int[] arrival = [.. Enumerable.Range(0, inputs).Select(_ => seed % 2 == 0 ? 0 : random.Next(5))];
            var problem = new ConstantMatrixProblem(
                weights,
                [.. Enumerable.Repeat(low, inputs)],
                [.. Enumerable.Repeat(127L, inputs)],
                arrival
            );
            int slack = random.Next(3);
            TernaryGraph graph = TernarySolver.Solve(
                problem,
                new CmvmOptions
                {
                    Effort = seed % 3,
                    DepthSlack = slack,
                    Seed = (ulong)seed,
                }
            );
            var depths = new int[inputs + graph.Nodes.Length];
            arrival.CopyTo(depths, 0);
            for (int k = 0; k < graph.Nodes.Length; k++)
                depths[inputs + k] = 1 + graph.Nodes[k].Terms.Max(t => depths[t.Node]);
            long[] x = [.. Enumerable.Range(0, inputs).Select(_ => (long)random.Next(-128, 128))];
            var values = new long[depths.Length];
            x.CopyTo(values, 0);
            for (int k = 0; k < graph.Nodes.Length; k++)
            {
                Assert.InRange(graph.Nodes[k].Terms.Length, 2, 3);
                values[inputs + k] = graph.Nodes[k].Terms.Sum(t => Of(t, values));
            }
            for (int j = 0; j < outputs; j++)
            {
                long expected = Enumerable.Range(0, inputs).Sum(i => x[i] * weights[i, j]);
                Assert.Equal(expected, graph.Outputs[j] is { } o ? Of(o, values) : 0);
            }
            for (int j = 0; j < outputs; j++)
            {
                double places = Enumerable.Range(0, inputs).Sum(i => Digits(weights[i, j]) * Math.Pow(3, arrival[i]));
                int least = (int)Math.Ceiling(Math.Log(Math.Max(1, places), 3) - 1e-9);
                Assert.InRange(graph.Outputs[j] is { } o ? depths[o.Node] : 0, 0, least + slack);
            }
        }
    }

    [Fact]
    public void Three_operands_take_about_half_the_adders_of_two()
    {
        var random = new Random(5);
        var weights = new long[16, 16];
        for (int i = 0; i < 16; i++)
        for (int j = 0; j < 16; j++)
            weights[i, j] = random.Next(-31, 32);
        var problem = ConstantMatrixProblem.Uniform(weights, -128, 127);
        var options = new CmvmOptions { Effort = 0, DepthSlack = 0 };
        int three = TernarySolver.Solve(problem, options).Nodes.Length,
            two = ConstantMatrixSolver.Solve(problem, options).Adders;
        Assert.True(three < 0.75 * two, $"{three} adders of three operands, {two} of two");
    }

    [Fact]
    public void Search_is_the_same_for_a_seed_and_takes_no_more_tables_than_the_greedy_pass()
    {
        var random = new Random(11);
        for (int trial = 0; trial < 4; trial++)
        {
            var weights = new long[12, 12];
            for (int i = 0; i < 12; i++)
            for (int j = 0; j < 12; j++)
                weights[i, j] = random.Next(-31, 32);
            var problem = ConstantMatrixProblem.Uniform(weights, trial % 2 == 0 ? -128 : 0, 127);
            var options = new CmvmOptions
            {
                Effort = 1,
                DepthSlack = trial % 2,
                Seed = (ulong)trial,
            };
            TernaryGraph first = TernarySolver.Solve(problem, options),
                again = TernarySolver.Solve(problem, options);
            Assert.True(first.Outputs.SequenceEqual(again.Outputs), $"trial {trial}: other outputs");
            Assert.Equal(first.Nodes.SelectMany(n => n.Terms), again.Nodes.SelectMany(n => n.Terms));
            long greedy = TernarySolver.Solve(problem, options with { Effort = 0 }).CountLuts(problem);
            Assert.True(first.CountLuts(problem) <= 1.01 * greedy, $"{first.CountLuts(problem)} tables, {greedy} by the greedy pass");
        }
    }

    private static long Of(TernaryTerm term, long[] values) => (values[term.Node] << term.Shift) * (term.Negate ? -1 : 1);

    private static int Digits(long value)
    {
        int count = 0;
        for (long rest = Math.Abs(value); rest != 0; rest /= 2)
        {
            if (rest % 2 == 0)
                continue;
            count++;
            if (rest % 4 == 3)
                rest++;
        }
        return count;
    }
}
