using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class JointProductsTests
{
    private const int Rows = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_that_read_the_same_compute_what_the_oracle_computes(bool threeOperands)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            FixedGraph graph = Layers(
                [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => Dense(random, random.Next(1, 6)))],
                random.Next(2) == 0
            );
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = seed % 2 }, threeOperands: threeOperands);
            CircuitVerifier.Verify(circuit);
            CircuitChecks.AssertEqualsOracle(graph, circuit, seed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Joint_layers_take_fewer_tables_than_the_same_layers_apart(bool threeOperands)
    {
        long joint = 0,
            apart = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            AffineBlock a = Dense(random, 6),
                b = Dense(random, 6);
            joint += Tables(Layers([a, b], false), threeOperands);
            apart += Tables(Layers([a, Turned(b)], false), threeOperands);
        }
        Assert.True(joint < 0.97 * apart, $"{joint} tables instead of {apart}");
    }

    [Fact]
    public void Layers_that_read_other_words_stay_apart()
    {
        var random = new Random(1);
        AffineBlock a = Dense(random, 3),
            b = Dense(random, 2);
        FixedGraph graph = Layers([a, b, Turned(b)], false);
        var products = JointProducts.Of(graph, [.. graph.Nodes.Select(_ => true)]);
        Assert.Equal([5, 2], products.All.Select(p => p.Block.Columns));
        var nodes = graph.Nodes.OfType<AffineNode>().ToArray();
        Assert.Equal((products.All[0], 0), products[nodes[0], 0]);
        Assert.Equal((products.All[0], 3), products[nodes[1], 0]);
        Assert.Equal((products.All[1], 0), products[nodes[2], 0]);
    }

    [Fact]
    public void A_layer_that_is_not_needed_is_not_joined()
    {
        var random = new Random(2);
        FixedGraph graph = Layers([Dense(random, 3), Dense(random, 2)], false);
        int unused = graph.Nodes.IndexOf(graph.Nodes.OfType<AffineNode>().First());
        var products = JointProducts.Of(graph, [.. Enumerable.Range(0, graph.Nodes.Length).Select(i => i != unused)]);
        Assert.Equal(2, Assert.Single(products.All).Block.Columns);
    }

    [Fact]
    public void Matrices_whose_sums_fit_alone_only_are_not_joined()
    {
        // the bound takes the largest weight of each row over all columns: 3 x 2^39 x 2^14 alone, twice that together
        long large = 1L << 39;
        AffineBlock a = Block(1, [large, large, large, 0, 0, 0]),
            b = Block(1, [0, 0, 0, large, large, large]);
        FixedGraph graph = Layers([a, b], false, 15);
        Assert.Equal(2, JointProducts.Of(graph, [.. graph.Nodes.Select(_ => true)]).All.Count);
        CircuitChecks.AssertEqualsOracle(graph, CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }), 0);
    }

    /// <summary>Tables of all adders, which is what both searches make few.</summary>
    private static long Tables(FixedGraph graph, bool threeOperands)
    {
        var words = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 1 }, threeOperands: threeOperands).Words;
        return words.Sum(word =>
            word switch
            {
                AddWord add when add.IsDisjoint(words[add.Left], words[add.Right]) => 0,
                AddWord add => WordCost.Columns(add, words[add.Left], words[add.Right]),
                SumWord sum => SumColumns.Of(words, sum).Luts,
                _ => 0,
            }
        );
    }

    /// <summary>The same sums, of the rows in the opposite order.</summary>
    private static AffineBlock Turned(AffineBlock block) =>
        new(
            Rows,
            block.Columns,
            [.. block.InputMap.Reverse()],
            block.OutputMap,
            [.. Enumerable.Range(0, Rows * block.Columns).Select(i => block.Weight(Rows - 1 - (i / block.Columns), i % block.Columns))],
            block.Bias
        );

    private static AffineBlock Dense(Random random, int columns) =>
        new(
            Rows,
            columns,
            [.. Enumerable.Range(0, Rows)],
            [.. Enumerable.Range(0, columns)],
            [.. Enumerable.Range(0, Rows * columns).Select(_ => random.Next(3) == 0 ? 0L : random.Next(-20, 21))],
            [.. Enumerable.Range(0, columns).Select(_ => (long)random.Next(-50, 51))]
        );

    private static AffineBlock Block(int columns, ImmutableArray<long> byColumn)
    {
        var weights = new long[Rows * columns];
        for (int k = 0; k < Rows; k++)
        for (int m = 0; m < columns; m++)
            weights[k * columns + m] = byColumn[m * Rows + k];
        return new(Rows, columns, [.. Enumerable.Range(0, Rows)], [.. Enumerable.Range(0, columns)], [.. weights], [.. new long[columns]]);
    }

    /// <summary>Layers side by side on one input, each with an output, some behind a ReLU.</summary>
    private static FixedGraph Layers(AffineBlock[] blocks, bool relu, int width = 6)
    {
        var builder = new FixedGraphBuilder("layers");
        int x = builder.Input("x", new Shape(Rows), PerElement<FixedFormat>.Uniform(new FixedFormat(true, width, width), Rows));
        for (int i = 0; i < blocks.Length; i++)
        {
            int y = builder.Affine(
                $"layer{i}",
                x,
                new Shape(blocks[i].Columns),
                [blocks[i]],
                PerElement<int>.Uniform(0, blocks[i].Columns)
            );
            if (relu && i % 2 == 0)
                y = builder.Unary($"relu{i}", UnaryOperation.Relu, y);
            builder.Output($"y{i}", y);
        }
        return builder.Build();
    }
}
