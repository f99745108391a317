using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class LargeMatrixTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(2)]
    public void Groups_of_inputs_give_the_matrix_and_no_pattern_of_two_groups(int? slack)
    {
        ConstantMatrixProblem problem = Dense(80, 40, slack ?? 5);
        var matrix = new ReducedMatrix(problem, mostPairs: 40_000);
        Assert.Equal(4, matrix.Groups);
        var moves = new MoveTable(matrix.LargestWeight);
        int? limit = slack is { } s ? matrix.LeastDepth + s : null;
        var state = new SearchState(matrix, moves, limit);
        new Greedy(state).Run();
        state.Evaluate();
        var best = new BestGraph(problem, 0);
        new LocalSearch(state, new SplitMix(3)).Run(new SearchBudget(60, 0, 3), best, CancellationToken.None, null);
        DirectProduct.AssertEqual(problem, best.Graph!, new Random(1));
        Assert.True(slack is null || best.Graph!.Depth <= limit);
        int patterns = 0;
        for (int node = state.FirstIntermediate; node < state.Nodes.Count; node++)
        {
            if (state.Nodes.Alive[node] && state.Nodes.Group[node] >= 0)
            {
                patterns++;
                Assert.All(state.Rows.Nodes(node).ToArray().Where(term => term < matrix.Inputs), term =>
                    Assert.Equal(matrix.GroupOf(term), state.Nodes.Group[node])
                );
            }
        }

        Assert.True(patterns > 200, $"{patterns} patterns");
        Assert.True(best.Graph!.CostBits < 0.95 * DigitSum.Solve(problem).CostBits);
    }

    [Fact]
    public void Work_and_pairs_grow_with_the_weights()
    {
        // groups as large as in a matrix of 32 x 32; four and sixteen times the weights
        (double work, double held) = Greedily(32);
        foreach (int side in (int[])[64, 128])
        {
            (double more, double moreHeld) = Greedily(side);
            double weights = side * side / (32.0 * 32);
            Assert.InRange(more, 0.5 * weights * work, 1.6 * weights * work);
            Assert.InRange(moreHeld, 0, 1.6 * weights * held);
        }
    }

    [Fact]
    public void Long_searches_of_large_matrices_have_bounded_work()
    {
        foreach (int? slack in (int?[])[null, 0, 2])
        {
            var options = new CmvmOptions { DepthSlack = slack };
            double small = SearchBudget.Of(options, 12_000).Work;
            Assert.InRange(SearchBudget.Of(options, 48_000).Work, small, 4 * small);
            Assert.Equal(SearchBudget.Of(options, 200_000).Work, SearchBudget.Of(options, 800_000).Work);
        }
    }

    [Fact]
    public void Adders_of_three_are_shared_within_groups_of_inputs()
    {
        ConstantMatrixProblem problem = Dense(64, 24, 9);
        var state = new TernaryState(problem, 1, groupInputs: 16);
        new TernaryGreedy(state).Run();
        int patterns = 0;
        for (int node = 64; node < state.Nodes.Count; node++)
        {
            if (state.Nodes.Terms(node) is { } terms)
            {
                patterns++;
                Assert.All(terms, t => Assert.Equal(state.Nodes.Group(node), state.Nodes.Group(t.Node)));
            }
        }

        Assert.InRange(patterns, 100, 10_000);
        Assert.All(Enumerable.Range(0, 64), i => Assert.Equal(i / 16, state.Nodes.Group(i)));
        int all = new TernaryState(problem, 1).Counts.Held;
        int grouped = new TernaryState(problem, 1, groupInputs: 16).Counts.Held;
        Assert.True(grouped < 0.5 * all, $"{grouped} patterns of {all}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(null)]
    public void Many_pairs_of_digits_are_searched_in_groups_and_cost_less_than_without_sharing(int? slack)
    {
        // 128 inputs of some 2.3 digits are 43,000 pairs a column, of which 450,000 are searched together
        ConstantMatrixProblem problem = Dense(128, 48, 4);
        TernaryGraph graph = TernarySolver.Solve(problem, new CmvmOptions { DepthSlack = slack });
        Assert.True(graph.CountLuts(problem) < 0.75 * DigitSum.Solve(problem).CostBits / 1.5, $"{graph.CountLuts(problem)}");
        long digits = Enumerable.Range(0, 48).Max(j => Enumerable.Range(0, 128).Sum(i => (long)SignedDigits.Weight(problem[i, j])));
        Assert.True(slack is null || graph.Depth(problem) <= Math.Ceiling(Math.Log(digits, 3)));
    }

    /// <summary>Work of a greedy pass, and the pairs in memory after it, with groups of 32 inputs.</summary>
    private static (double Work, double Held) Greedily(int side)
    {
        var matrix = new ReducedMatrix(Dense(side, side, 7), mostPairs: (long)side * side * 32 / 2);
        Assert.Equal(side / 32, matrix.Groups);
        var state = new SearchState(matrix, new MoveTable(matrix.LargestWeight), null);
        new Greedy(state).Run();
        return (state.Gains.Work, state.Gains.Held);
    }

    private static ConstantMatrixProblem Dense(int inputs, int outputs, int seed)
    {
        var random = new Random(seed);
        var weights = new long[inputs, outputs];
        for (int i = 0; i < inputs; i++)
        {
            for (int j = 0; j < outputs; j++)
            {
                weights[i, j] = random.Next(-31, 32);
            }
        }

        return ConstantMatrixProblem.Uniform(weights, -128, 127);
    }
}
