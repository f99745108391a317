using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class WindowTilesTests
{
    private const int MaxWords = 1_000_000;

    [Fact]
    public void Tiles_have_the_entries_of_the_whole_matrix()
    {
        int tiled = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            AffineBlock block = Convolution(new Random(seed), out int words);
            if (WindowTiles.Of(block) is not { } tiles)
                continue;
            tiled++;
            Assert.Equal(Enumerable.Range(0, block.OutputMap.Length), tiles.SelectMany(t => t.OutputMap).Order());
            Assert.Equal(Whole([block], words), Whole(tiles, words));
        }
        Assert.True(tiled > 100, $"{tiled} tiled");
    }

    [Fact]
    public void Windows_along_a_row_are_one_tile_and_those_at_the_edge_stand_alone()
    {
        // taps of three over six samples, padded by one at either end
        AffineBlock block = Taps([3, 5, -7], [-1, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, -1]);
        AffineBlock[] tiles = WindowTiles.Of(block)!;
        Assert.Equal([2, 6, 2], tiles.Select(t => t.Rows));
        Assert.Equal([1, 4, 1], tiles.Select(t => t.Columns));
        Assert.Equal((int[])[1, 2, 3, 4], (int[])[.. tiles[1].OutputMap]);
    }

    [Fact]
    public void Rows_of_an_image_are_positions_of_one_block()
    {
        // two taps over rows of four
        AffineBlock block = Taps([3, 5], [0, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6, 7]);
        AffineBlock tile = Assert.Single(WindowTiles.Of(block)!);
        Assert.Equal((2, 4, 3), (tile.Positions, tile.Rows, tile.Columns));
        Assert.Equal((int[])[0, 1, 2, 3, 4, 5, 6, 7], (int[])[.. tile.InputMap]);
    }

    [Fact]
    public void Windows_that_do_not_overlap_are_left_as_they_are()
    {
        Assert.Null(WindowTiles.Of(Taps([3, 5], [0, 1, 2, 3, 4, 5])));
        Assert.Null(WindowTiles.Of(Taps([3, 5], [0, 1])));
    }

    [Fact]
    public void Large_matrices_are_left_as_they_are()
    {
        // eight digits in each of 200 taps
        ImmutableArray<long> taps = [.. Enumerable.Repeat(0x5555L, 200)];
        Assert.Null(WindowTiles.Of(Taps(taps, [.. Enumerable.Range(0, 3).SelectMany(p => Enumerable.Range(p, 200))])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Convolutions_compute_what_the_oracle_computes(bool threeOperands)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            FixedGraph graph = Graph(Convolution(random, out int words), words, random);
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 1, DepthSlack = 0 }, threeOperands: threeOperands);
            CircuitVerifier.Verify(circuit);
            CircuitChecks.AssertEqualsOracle(graph, circuit, seed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Windows_together_take_fewer_tables(bool threeOperands)
    {
        long together = 0,
            alone = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            AffineBlock block = Rows(random, 6, 1, 4, 9);
            FixedGraph graph = Graph(block, 14, random);
            TensorType input = graph.Nodes[graph.Inputs[0]].Type;
            var product = new JointProduct("layer", 0, block);
            together += PlacedCost.Of(product, WindowTiles.Of(block)!.Select(t => Solve(t, input, threeOperands)), input, MaxWords);
            alone += PlacedCost.Of(product, [Solve(block, input, threeOperands)], input, MaxWords);
        }
        Assert.True(together < 0.98 * alone, $"{together} instead of {alone}");
    }

    private static MatrixPart Solve(AffineBlock block, TensorType input, bool threeOperands)
    {
        var weights = new long[block.Rows, block.Columns];
        for (int k = 0; k < block.Rows; k++)
        for (int m = 0; m < block.Columns; m++)
            weights[k, m] = block.Weight(k, m);
        ImmutableArray<Interval> ranges = MatrixKey.Of(block, input, new int[block.Rows]).Ranges;
        var problem = new ConstantMatrixProblem(weights, [.. ranges.Select(r => (long)r.Low)], [.. ranges.Select(r => (long)r.High)]);
        var options = new CmvmOptions { DepthSlack = 0 };
        return new(
            block,
            threeOperands
                ? new(problem, null, Compiler.ConstantMatrix.Ternary.TernarySolver.Solve(problem, options))
                : new(problem, ConstantMatrixSolver.Solve(problem, options), null)
        );
    }

    private static Dictionary<(int Output, int Word), long> Whole(IEnumerable<AffineBlock> blocks, int words)
    {
        var entries = new Dictionary<(int, int), long>();
        foreach (AffineBlock block in blocks)
            for (int p = 0; p < block.Positions; p++)
            for (int m = 0; m < block.Columns; m++)
            {
                int output = block.OutputMap[p * block.Columns + m];
                entries.Add((output, words), block.Bias[m]);
                for (int k = 0; k < block.Rows; k++)
                {
                    int word = block.InputMap[p * block.Rows + k];
                    if (word >= 0)
                        entries[(output, word)] = entries.GetValueOrDefault((output, word)) + block.Weight(k, m);
                }
            }
        return entries.Where(e => e.Value != 0).ToDictionary();
    }

    private static AffineBlock Taps(ImmutableArray<long> taps, ImmutableArray<int> map) =>
        new(taps.Length, 1, map, [.. Enumerable.Range(0, map.Length / taps.Length)], taps, [7]);

    /// <summary>Windows of one or two dimensions with strides, dilation and padding; some read a word twice.</summary>
    private static AffineBlock Convolution(Random random, out int words)
    {
        int channels = random.Next(1, 3),
            height = random.Next(2) == 0 ? 1 : random.Next(2, 5),
            width = random.Next(3, 9),
            down = random.Next(1, Math.Min(height, 3) + 1),
            across = random.Next(1, 4),
            stride = random.Next(1, 3),
            dilation = random.Next(4) == 0 ? 2 : 1,
            padding = random.Next(3) == 0 ? 1 : 0,
            columns = random.Next(1, 5);
        words = channels * height * width;
        var map = new List<int>();
        for (int y = 0; y + down <= height; y++)
        for (int x = -padding; x + (across - 1) * dilation < width + padding; x += stride)
        for (int c = 0; c < channels; c++)
        for (int i = 0; i < down; i++)
        for (int k = 0; k < across; k++)
        {
            int at = x + k * dilation;
            map.Add(at < 0 || at >= width ? -1 : (c * height + y + i) * width + at);
        }
        int rows = channels * down * across;
        if (map.Count == 0)
            map.AddRange(Enumerable.Repeat(0, rows));
        if (random.Next(8) == 0)
            map[random.Next(map.Count)] = map[0];
        return Block(random, rows, columns, [.. map]);
    }

    private static AffineBlock Rows(Random random, int taps, int channels, int columns, int positions) =>
        Block(random, taps * channels, columns, [.. Enumerable.Range(0, positions).SelectMany(p => Enumerable.Range(p, taps))]);

    private static AffineBlock Block(Random random, int rows, int columns, ImmutableArray<int> map) =>
        new(
            rows,
            columns,
            map,
            [.. Enumerable.Range(0, map.Length / rows * columns)],
            [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(4) == 0 ? 0L : random.Next(-60, 61))],
            [.. Enumerable.Range(0, columns).Select(_ => (long)random.Next(-50, 51))]
        );

    private static FixedGraph Graph(AffineBlock block, int words, Random random)
    {
        var builder = new FixedGraphBuilder("windows");
        FixedFormat wide = new(true, 7, 7),
            narrow = new(false, 5, 5);
        bool mixed = random.Next(3) == 0;
        int x = builder.Input("x", new Shape(words), PerElement<FixedFormat>.Create(words, i => mixed && i % 3 == 1 ? narrow : wide));
        int outputs = block.OutputMap.Length;
        builder.Output("y", builder.Affine("layer", x, new Shape(outputs), [block], PerElement<int>.Uniform(0, outputs)));
        return builder.Build();
    }
}
