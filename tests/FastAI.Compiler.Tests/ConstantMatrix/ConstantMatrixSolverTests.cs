using FastAI.Compiler.ConstantMatrix;
using FastAI.Model;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class ConstantMatrixSolverTests
{
    [Theory]
    [InlineData(0, 7, 12)]
    [InlineData(1, 7, 12)]
    [InlineData(1, 30, 8)]
    [InlineData(1, 5, 40)]
    [InlineData(2, 4, 12)]
    public void A_graph_is_the_matrix_and_no_dearer_than_digits(int effort, int side, int bits)
    {
        var random = new Random((effort * 100) + side + bits);
        for (int round = 0; round < 40; round++)
        {
            ConstantMatrixProblem problem = RandomMatrices.Next(random, side, bits);
            ShiftAddGraph graph = ConstantMatrixSolver.Solve(
                problem,
                new CmvmOptions { Effort = effort, Iterations = effort == 0 ? 0 : 60 }
            );
            DirectProduct.AssertEqual(problem, graph, random);
            ShiftAddGraph plain = DigitSum.Solve(problem);
            DirectProduct.AssertEqual(problem, plain, random);
            Assert.True(graph.CostBits <= plain.CostBits, $"round {round}: {graph.CostBits} bits, {plain.CostBits} without sharing");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Depth_stays_within_the_limit(int slack)
    {
        var random = new Random(slack);
        for (int round = 0; round < 60; round++)
        {
            ConstantMatrixProblem problem = RandomMatrices.Next(random, 14, 9, arrivals: round % 2 == 1);
            ShiftAddGraph graph = ConstantMatrixSolver.Solve(
                problem,
                new CmvmOptions
                {
                    DepthSlack = slack,
                    Iterations = 80,
                    Seed = (ulong)round,
                }
            );
            DirectProduct.AssertEqual(problem, graph, random);
            int least = LeastDepth(problem);
            Assert.True(graph.Depth <= least + slack, $"round {round}: depth {graph.Depth}, least {least}, slack {slack}");
        }
    }

    [Fact]
    public void A_seed_decides_the_result()
    {
        var random = new Random(11);
        ConstantMatrixProblem problem = RandomMatrices.Next(new Random(5), 16, 7);
        var options = new CmvmOptions { Seed = 42, Iterations = 300 };
        ShiftAddGraph first = ConstantMatrixSolver.Solve(problem, options);
        ConstantMatrixSolver.Solve(RandomMatrices.Next(random, 10, 8), options);
        ShiftAddGraph second = ConstantMatrixSolver.Solve(problem, options);
        Assert.True(first.Nodes.AsSpan().SequenceEqual(second.Nodes.AsSpan()), "two runs with one seed differ");
        Assert.True(first.Outputs.AsSpan().SequenceEqual(second.Outputs.AsSpan()), "two runs with one seed differ");
    }

    [Fact]
    public void Columns_alike_up_to_sign_and_shift_are_made_once()
    {
        long[,] weights =
        {
            { 0, 5, -10, 20, 0, 8 },
            { 0, 3, -6, 12, 0, 0 },
        };
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(ConstantMatrixProblem.Uniform(weights, -128, 127));
        Assert.Equal(ShiftAddOutput.Zero, graph.Outputs[0]);
        Assert.Equal(ShiftAddOutput.Zero, graph.Outputs[4]);
        Assert.Equal(new ShiftAddOutput(0, 3, false), graph.Outputs[5]);
        Assert.Equal(graph.Outputs[1].Node, graph.Outputs[2].Node);
        Assert.Equal(graph.Outputs[1].Shift + 2, graph.Outputs[3].Shift);
        Assert.NotEqual(graph.Outputs[1].Negate, graph.Outputs[2].Negate);
        Assert.Equal(3, graph.Adders);
    }

    [Theory]
    [InlineData(0, -128, 127, 0, 0)]
    [InlineData(1, -128, 127, 0, 0)]
    [InlineData(-64, -128, 127, 0, 0)]
    [InlineData(3, -128, 127, 1, 8)]
    [InlineData(5, 0, 255, 1, 8)]
    [InlineData(45, 0, 0, 0, 0)]
    [InlineData((1L << 40) - 1, -128, 127, 1, 8)]
    public void A_single_weight_costs_what_its_adders_do(long weight, long low, long high, int adders, long bits)
    {
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(
            ConstantMatrixProblem.Uniform(
                new[,]
                {
                    { weight },
                },
                low,
                high
            )
        );
        Assert.Equal(adders, graph.Adders);
        Assert.Equal(bits, graph.CostBits);
    }

    [Fact]
    public void What_the_arithmetic_cannot_hold_is_refused()
    {
        Assert.Throws<FastAIException>(() =>
            ConstantMatrixProblem.Uniform(
                new[,]
                {
                    { 1L << 41 },
                },
                0,
                1
            )
        );
        Assert.Throws<FastAIException>(() =>
            ConstantMatrixProblem.Uniform(
                new[,]
                {
                    { 1L << 40 },
                },
                0,
                1L << 20
            )
        );
        Assert.Throws<FastAIException>(() =>
            ConstantMatrixProblem.Uniform(
                new[,]
                {
                    { long.MinValue },
                },
                0,
                1
            )
        );
        var problem = ConstantMatrixProblem.Uniform(
            new[,]
            {
                { 3L },
            },
            0,
            1
        );
        Assert.Throws<FastAIException>(() => ConstantMatrixSolver.Solve(problem, new CmvmOptions { Effort = 4 }));
        Assert.Throws<FastAIException>(() => ConstantMatrixSolver.Solve(problem, new CmvmOptions { DepthSlack = -1 }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public void Large_sparse_matrices_are_shared_and_in_time(int? slack)
    {
        var random = new Random(8);
        var weights = new long[130, 300];
        for (int i = 0; i < 130; i++)
        {
            for (int j = 0; j < 300; j++)
            {
                weights[i, j] = random.Next(10) == 0 ? random.Next(-7, 8) : 0;
            }
        }

        int[] arrivals = [.. Enumerable.Range(0, 130).Select(i => i % 7)];
        var problem = new ConstantMatrixProblem(weights, [.. Enumerable.Repeat(-8L, 130)], [.. Enumerable.Repeat(7L, 130)], arrivals);
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(problem, new CmvmOptions { DepthSlack = slack, Iterations = 20 });
        DirectProduct.AssertEqual(problem, graph, random);
        Assert.True(graph.CostBits < 0.85 * DigitSum.Solve(problem).CostBits);
        Assert.True(slack == null || graph.Depth <= LeastDepth(problem));
    }

    [Fact]
    public void A_search_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        ConstantMatrixProblem problem = RandomMatrices.Next(new Random(3), 12, 8);
        Assert.Throws<OperationCanceledException>(() => ConstantMatrixSolver.Solve(problem, new CmvmOptions(), source.Token));
    }

    [SkippableTheory]
    [InlineData("16x16_b4", 2101, null)]
    [InlineData("16x16_b8", 4469, 0)]
    [InlineData("16x64_b6", 11000, null)]
    [InlineData("32x32_b6", 11957, 2)]
    public void Reference_matrices_cost_a_tenth_less_than_published(string name, long published, int? slack)
    {
        long[,] weights = MatrixText.Read(Workspace.Shared("reference", "cmvm", $"m_{name}.txt"));
        ConstantMatrixProblem problem = ConstantMatrixProblem.Uniform(weights, -128, 127);
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(problem, new CmvmOptions { DepthSlack = slack });
        Assert.True(graph.CostBits < 0.9 * published, $"{graph.CostBits} bits of {published}");
    }

    private static int LeastDepth(ConstantMatrixProblem problem)
    {
        int least = 0;
        for (int j = 0; j < problem.Outputs; j++)
        {
            var queue = new PriorityQueue<int, int>();
            for (int i = 0; i < problem.Inputs; i++)
            {
                for (long w = problem.IsZero(i) ? 0 : Math.Abs(problem[i, j]); w != 0; w >>= 1)
                {
                    if ((w & 1) != 0)
                    {
                        w -= 2 - (w & 3);
                        queue.Enqueue(problem.Depth[i], problem.Depth[i]);
                    }
                }
            }

            while (queue.TryDequeue(out int a, out _))
            {
                if (!queue.TryDequeue(out int b, out _))
                {
                    least = Math.Max(least, a);
                    break;
                }

                int level = Math.Max(a, b) + 1;
                queue.Enqueue(level, level);
            }
        }

        return least;
    }
}
