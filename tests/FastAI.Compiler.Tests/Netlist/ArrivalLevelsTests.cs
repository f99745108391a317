using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class ArrivalLevelsTests
{
    private const int Early = 12;
    private const int Late = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Features_beside_the_inputs_they_are_made_of_compute_what_the_oracle_computes(bool threeOperands)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            FixedGraph graph = Skip(new Random(seed));
            Circuit circuit = CircuitLowering.Lower(
                graph,
                new CmvmOptions { Effort = seed % 2, DepthSlack = seed % 3 },
                threeOperands: threeOperands
            );
            CircuitVerifier.Verify(circuit);
            CircuitChecks.AssertEqualsOracle(graph, circuit, seed);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Late_rows_follow_the_sums_that_make_them(int operands)
    {
        FixedGraph graph = Skip(new Random(7));
        bool[] needed = [.. graph.Nodes.Select(_ => true)];
        var products = JointProducts.Of(graph, needed);
        var levels = new ArrivalLevels(graph, needed, products, operands);
        AffineBlock first = products.All[0].Block;
        int digits = Enumerable.Range(0, Late).Max(m => Enumerable.Range(0, Early).Sum(k => SignedDigits.Weight(first.Weight(k, m))));
        int height = (int)Math.Ceiling(Math.Log(digits, operands) - 1e-9);
        Assert.All(levels.Of(products.All[0].Input, products.All[0].Block), level => Assert.Equal(0, level));

        // a ReLU takes a level more
        Assert.Equal(
            [.. Enumerable.Repeat(height + 1, Late), .. Enumerable.Repeat(0, Early)],
            levels.Of(products.All[1].Input, products.All[1].Block)
        );
    }

    [Fact]
    public void Trees_that_know_of_late_words_are_ready_earlier()
    {
        (int told, int untold) = (0, 0);
        for (int seed = 0; seed < 20; seed++)
        {
            FixedGraph graph = Skip(new Random(seed));
            bool[] needed = [.. graph.Nodes.Select(_ => true)];
            var products = JointProducts.Of(graph, needed);
            int[] arrival = new ArrivalLevels(graph, needed, products, 2).Of(products.All[1].Input, products.All[1].Block);
            AffineBlock block = products.All[1].Block;
            var weights = new long[block.Rows, block.Columns];
            for (int k = 0; k < block.Rows; k++)
            for (int m = 0; m < block.Columns; m++)
                weights[k, m] = block.Weight(k, m);
            long[] low = [.. Enumerable.Repeat(-128L, block.Rows)],
                high = [.. Enumerable.Repeat(127L, block.Rows)];
            var options = new CmvmOptions { DepthSlack = 0 };
            var late = new ConstantMatrixProblem(weights, low, high, arrival);
            told += ConstantMatrixSolver.Solve(late, options).Depth;
            ShiftAddGraph level = ConstantMatrixSolver.Solve(new ConstantMatrixProblem(weights, low, high), options);
            untold += ShiftAddCost.Of(level, late).Depth;
        }
        Assert.True(told <= untold - 10, $"{told} levels instead of {untold} over 20 networks");
    }

    /// <summary>y = B relu(A x) beside x: a dense layer on the features and the inputs that they are made of.</summary>
    private static FixedGraph Skip(Random random)
    {
        var builder = new FixedGraphBuilder("skip");
        int x = builder.Input("x", new Shape(Early), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 6, 6), Early));
        int features = builder.Affine("features", x, new Shape(Late), [Dense(random, Early, Late)], PerElement<int>.Uniform(0, Late));
        features = builder.Unary("relu", UnaryOperation.Relu, features);
        int both = builder.Gather("both", [features, x], new Shape(Late + Early), [.. Enumerable.Range(0, Late + Early)]);
        int y = builder.Affine("y", both, new Shape(3), [Dense(random, Late + Early, 3)], PerElement<int>.Uniform(0, 3));
        builder.Output("y", y);
        return builder.Build();
    }

    private static AffineBlock Dense(Random random, int rows, int columns) =>
        new(
            rows,
            columns,
            [.. Enumerable.Range(0, rows)],
            [.. Enumerable.Range(0, columns)],
            [.. Enumerable.Range(0, rows * columns).Select(_ => (long)random.Next(-20, 21))],
            [.. Enumerable.Range(0, columns).Select(_ => (long)random.Next(-50, 51))]
        );
}
