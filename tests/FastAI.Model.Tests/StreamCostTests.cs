using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;
using Xunit;

namespace FastAI.Model.Tests;

/// <summary>A tick computes one column of each layer, and keeps what later ticks read and no more.</summary>
public sealed class StreamCostTests
{
    [Theory]
    [InlineData(20, 3, 1, 1)]
    [InlineData(64, 5, 1, 1)]
    [InlineData(64, 3, 2, 1)]
    [InlineData(65, 3, 1, 3)]
    [InlineData(1000, 5, 1, 1)]
    public void AConvolutionComputesOneColumn(int ticks, int kernel, int stride, int dilation)
    {
        const int Channels = 2,
            Filters = 3;
        var network = new Network(Channels, ticks);
        network.Convolve(Filters, kernel, stride, dilation, padding: 0);
        network.Relu();
        int length = network.Length;
        network.Dense(2);
        var graph = network.Build();
        var stream = StreamTransform.Of(graph);
        Assert.Equal(Channels * kernel * Filters, Products(stream.Step, "conv"));
        Assert.Equal(Filters * length * 2, Products(stream.Step, "dense"));
        Assert.Equal((long)length * Channels * kernel * Filters, Products(graph, "conv"));
        // The window of the input's line, and of the activations all columns but the newest, as far as strides leave them.
        // Ticks that no position reads, since the stride does not divide the window, pass after the result.
        int reached = stride * (length - 1) + dilation * (kernel - 1),
            expected = Channels * dilation * (kernel - 1) + Filters * stride * (length - 1) + 2 * (ticks - 1 - reached);
        Assert.Equal(expected, State(stream));
    }

    /// <summary>With padding the columns at the ends are functions of their own: as many as the
    /// padding reaches, whatever the window.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(300)]
    public void PaddingAddsItsColumns(int ticks)
    {
        var network = new Network(1, ticks);
        network.Convolve(4, 5, 1, 1, padding: 2);
        network.Relu();
        network.Convolve(4, 3, 1, 1, padding: 1);
        var stream = StreamTransform.Of(network.Build());
        Assert.Equal((1 + 4) * 5 * 4, Products(stream.Step, "conv"));
        // The second layer's ends read the first layer's: two of its own columns, one of which is padded, at either side.
        Assert.Equal((1 + 6) * 4 * 3 * 4, Products(stream.Step, "conv#1"));
    }

    [Fact]
    public void PoolingComputesOneColumn()
    {
        var network = new Network(3, 40);
        network.Pool(4, 2);
        var stream = StreamTransform.Of(network.Build());
        Assert.Equal(3, stream.Step.Nodes.OfType<ReduceNode>().Single().Type.Count);
    }

    /// <summary>A thousand ticks through several layers: nodes of the step do not grow with the window.</summary>
    [Fact]
    public void TheStepDoesNotGrowWithTheWindow()
    {
        int[] nodes =
        [
            .. new[] { 100, 1000, 3000 }.Select(ticks =>
            {
                var network = new Network(1, ticks);
                for (int layer = 0; layer < 4; layer++)
                {
                    network.Convolve(6, 5, 1, 1, padding: 0);
                    network.Relu();
                }
                network.Pool(2, 1);
                network.Dense(1);
                return StreamTransform.Of(network.Build()).Step.Nodes.Length;
            }),
        ];
        Assert.Equal(nodes[0], nodes[1]);
        Assert.Equal(nodes[0], nodes[2]);
    }

    [Fact]
    public void AFormatThatChangesWithTimeIsRefused()
    {
        var builder = new FixedGraphBuilder("m");
        int x = builder.Input("x", new Shape(2, 3), PerElement<FixedFormat>.Create(6, i => new FixedFormat(true, i == 4 ? 9 : 8, 4)));
        builder.Output("y", builder.Unary("y", UnaryOperation.Relu, x));
        var e = Assert.Throws<FastAIException>(() => StreamTransform.Of(builder.Build() with { Stream = new StreamSettings(3, [1], []) }));
        Assert.Equal(
            "input 'x': element 4 is fixed<9,4>, but fixed<8,4> at the first tick; on a stream all ticks pass through one port: state one format for all ticks",
            e.Message
        );
    }

    [Theory]
    [InlineData(4, 0, "input 'x' of shape [2, 3] has 2 ticks on axis 0, not 4")]
    [InlineData(3, 2, "input 'x' of shape [2, 3] has no axis 2")]
    public void SettingsThatDoNotFitAreRefused(int ticks, int axis, string message)
    {
        var builder = new FixedGraphBuilder("m");
        int x = builder.Input("x", new Shape(2, 3), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), 6));
        builder.Output("y", builder.Unary("y", UnaryOperation.Relu, x));
        var e = Assert.Throws<FastAIException>(() =>
            StreamTransform.Of(builder.Build() with { Stream = new StreamSettings(ticks, [axis], []) })
        );
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWindowWithFeedbackIsRefused()
    {
        var builder = new FixedGraphBuilder("m");
        int x = builder.Input("x", new Shape(3), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), 3)),
            h = builder.Input("h", new Shape(3), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), 3));
        builder.Output("y", builder.Binary("y", BinaryOperation.Add, x, h));
        var e = Assert.Throws<FastAIException>(() =>
            StreamTransform.Of(
                builder.Build() with
                {
                    Stream = new StreamSettings(3, [0, StreamSettings.NoAxis], [new StreamFeedback(1, 0, [0, 0, 0])]),
                }
            )
        );
        Assert.Contains("export the model for one tick", e.Message, StringComparison.Ordinal);
    }

    private static long Products(FixedGraph.FixedGraph graph, string node) =>
        graph.Nodes.OfType<AffineNode>().Where(n => n.Name == node).Sum(n => n.Blocks.Sum(b => (long)b.Positions * b.Rows * b.Columns));

    private static int State(StreamGraph stream) =>
        Enumerable.Range(0, stream.States.Length).Sum(s => stream.Step.Nodes[stream.StateNode(s)].Type.Count);

    /// <summary>A network along time, channels first.</summary>
    private sealed class Network
    {
        private readonly Random random = new(1);
        private readonly FixedGraphBuilder builder = new("network");
        private readonly int ticks;
        private int x,
            channels;

        public Network(int channels, int ticks)
        {
            (this.channels, this.ticks, Length) = (channels, ticks, ticks);
            x = builder.Input(
                "x",
                new Shape(channels, ticks),
                PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), channels * ticks)
            );
        }

        public int Length { get; private set; }

        public void Convolve(int filters, int kernel, int stride, int dilation, int padding)
        {
            int before = Length,
                after = (Length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1,
                rows = channels * kernel;
            int Read(int p, int row) =>
                p * stride - padding + row % kernel * dilation is var t && t >= 0 && t < before ? row / kernel * before + t : -1;
            var block = new AffineBlock(
                rows,
                filters,
                [.. Enumerable.Range(0, after * rows).Select(i => Read(i / rows, i % rows))],
                [.. Enumerable.Range(0, after * filters).Select(i => i % filters * after + i / filters)],
                Draw(rows * filters),
                Draw(filters)
            );
            x = builder.Affine(
                "conv",
                x,
                new Shape(filters, after),
                [block],
                PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 4, filters * after)
            );
            (channels, Length) = (filters, after);
        }

        public void Relu() =>
            x = builder.Quantize(
                "act",
                builder.Unary("relu", UnaryOperation.Relu, x),
                PerElement<FixedFormat>.Uniform(new FixedFormat(false, 6, 3), channels * Length),
                Rounding.Rnd,
                Overflow.Sat
            );

        public void Pool(int size, int stride)
        {
            int before = Length,
                after = (Length - size) / stride + 1;
            x = builder.Reduce(
                "pool",
                ReduceOperation.Maximum,
                x,
                new Shape(channels, after),
                size,
                [
                    .. from c in Enumerable.Range(0, channels)
                    from p in Enumerable.Range(0, after)
                    from k in Enumerable.Range(0, size)
                    select c * before + p * stride + k,
                ]
            );
            Length = after;
        }

        public void Dense(int outputs)
        {
            int inputs = channels * Length;
            var block = new AffineBlock(
                inputs,
                outputs,
                [.. Enumerable.Range(0, inputs)],
                [.. Enumerable.Range(0, outputs)],
                Draw(inputs * outputs),
                Draw(outputs)
            );
            x = builder.Affine(
                "dense",
                x,
                new Shape(outputs),
                [block],
                PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 4, outputs)
            );
        }

        public FixedGraph.FixedGraph Build()
        {
            builder.Output("y", x);
            return builder.Build() with { Stream = new StreamSettings(ticks, [1], []) };
        }

        private ImmutableArray<long> Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-15, 16))];
    }
}
