using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class HeldWordsTests
{
    [Fact]
    public void Kept_bits_are_those_of_the_adders()
    {
        // only weights with positive digits: then the intervals of sums that the search goes by are exact
        long[] choice = [0, 0, 1, 2, 4, 5, 8, 9, 10, 16, 17, 18, 20, 21];
        var random = new Random(11);
        int compared = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            var weights = new long[random.Next(2, 14), random.Next(1, 10)];
            for (int i = 0; i < weights.GetLength(0); i++)
            for (int j = 0; j < weights.GetLength(1); j++)
                weights[i, j] = choice[random.Next(choice.Length)];
            var problem = ConstantMatrixProblem.Uniform(weights, 0, 127);
            var state = new TernaryState(problem, random.Next(3));
            new TernaryAnnealing(state, new TernaryGreedy(state), (ulong)seed, 0.1).Run(20_000, default, null);
            var adders = new RowAdders(state);
            var held = new HeldWords(state);
            var merged = new TernaryMerge(problem.Inputs);
            int made = Enumerable.Range(0, state.Nodes.Count).Count(n => state.Nodes.Terms(n) is not null);
            TernaryTerm?[] outputs = [.. merged.Import(state, row =>
                {
                    adders.Build(row, new(0.5, seed % 2 == 0, Hold: 0.1 * (seed % 3)));
                    held[row] = held.Of(row, adders);
                    made += adders.Adders.Count;
                    return adders.Adders;
                })];
            var graph = new TernaryGraph(problem, merged.Nodes, [.. outputs]);
            if (graph.Nodes.Length != made)
                continue; // two rows made the same sum, which the graph has once
            Assert.Equal(Kept(graph, problem), held.Total());
            compared++;
        }
        Assert.InRange(compared, 20, 40);
    }

    [Fact]
    public void A_price_on_registers_keeps_fewer_bits()
    {
        long free = 0,
            priced = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            ConstantMatrixProblem problem = RandomMatrices.Next(new Random(seed), 12, 6);
            var options = new CmvmOptions { DepthSlack = 2, Effort = 2 };
            free += Kept(TernarySolver.Solve(problem, options), problem);
            priced += Kept(TernarySolver.Solve(problem, options with { RegisterPrice = 0.5 }), problem);
        }
        Assert.True(priced < 0.95 * free, $"{priced} of {free} bits");
    }

    /// <summary>Bits of every word times the levels from its adder to the last one that reads it.</summary>
    private static long Kept(TernaryGraph graph, ConstantMatrixProblem problem)
    {
        var depths = new int[graph.Inputs + graph.Nodes.Length];
        var last = new int[depths.Length];
        for (int k = 0; k < graph.Nodes.Length; k++)
        {
            int depth = depths[graph.Inputs + k] = 1 + graph.Nodes[k].Terms.Max(t => depths[t.Node]);
            foreach (TernaryTerm term in graph.Nodes[k].Terms)
                last[term.Node] = Math.Max(last[term.Node], depth);
        }
        long total = 0;
        for (int n = 0; n < depths.Length; n++)
        {
            (Int128 low, Int128 high) = problem.RangeOf(graph.Coefficients[n]);
            int width = 0;
            while (Int128.One << width <= high - low)
                width++;
            total += (long)width * Math.Max(0, last[n] - depths[n]);
        }
        return total;
    }
}
