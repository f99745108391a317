using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Models of the sizes that triggers run, with random weights: speed does not depend on the values.</summary>
internal static class ReferenceModels
{
    private static readonly FixedFormat Activation = new(true, 8, 3);
    private static readonly FixedFormat Positive = new(false, 7, 3);

    /// <summary>Every model of the table.</summary>
    public static IEnumerable<FixedGraph> All =>
        [
            Mlp(),
            Calorimeter(),
            Image(),
            ReferenceRecurrent.Rnn(),
            ReferenceRecurrent.Lstm(),
            Elementwise(),
            Tables(),
            ReferenceTrees.Create(100, 4),
            ReferenceTrees.Create(1000, 8),
        ];

    /// <summary>Jet classification: dense 16-64-32-32-5, 8-bit activations, 6-bit weights.</summary>
    public static FixedGraph Mlp()
    {
        var random = new Random(1);
        var builder = new FixedGraphBuilder("mlp_16_64_32_32_5");
        int x = builder.Input("x", new Shape(16), Uniform(Activation, 16));
        int[] widths = [16, 64, 32, 32, 5];
        for (int l = 1; l < widths.Length; l++)
        {
            x = Linear(builder, random, x, new Shape(widths[l]), [Dense(random, widths[l - 1], widths[l])]);
            x =
                l < widths.Length - 1
                    ? Relu(builder, x)
                    : builder.Quantize("logits", x, Uniform(new FixedFormat(true, 16, 6), 5), Rounding.Rnd, Overflow.Sat);
        }
        builder.Output("y", x);
        return builder.Build();
    }

    /// <summary>Dense 256-1024-512-400: a million parameters.</summary>
    public static FixedGraph Million()
    {
        var random = new Random(4);
        var builder = new FixedGraphBuilder("million");
        int x = builder.Input("x", new Shape(256), Uniform(Activation, 256));
        int[] widths = [256, 1024, 512, 400];
        for (int l = 1; l < widths.Length; l++)
            x = Relu(builder, Linear(builder, random, x, new Shape(widths[l]), [Dense(random, widths[l - 1], widths[l])]));
        builder.Output("y", x);
        return builder.Build();
    }

    /// <summary>One calorimeter channel: 1-D convolutions over 32 samples, 1-8-8-4 filters of 5, then dense 128-1.</summary>
    public static FixedGraph Calorimeter()
    {
        var random = new Random(2);
        var builder = new FixedGraphBuilder("calorimeter_cnn");
        const int Samples = 32;
        int x = builder.Input("x", new Shape(1, Samples), Uniform(new FixedFormat(true, 12, 5), Samples));
        int[] channels = [1, 8, 8, 4];
        for (int l = 1; l < channels.Length; l++)
            x = Relu(
                builder,
                Linear(
                    builder,
                    random,
                    x,
                    new Shape(channels[l], 1, Samples),
                    [Convolution(random, channels[l - 1], channels[l], 1, Samples, 1, 5)]
                )
            );
        x = Linear(builder, random, x, new Shape(1), [Dense(random, 4 * Samples, 1)]);
        builder.Output("y", builder.Quantize("energy", x, Uniform(new FixedFormat(true, 18, 8), 1), Rounding.Rnd, Overflow.Sat));
        return builder.Build();
    }

    /// <summary>The same convolutions without padding on a stream: windows of <paramref name="ticks"/> samples.</summary>
    public static FixedGraph CalorimeterStream(int ticks)
    {
        var random = new Random(2);
        var builder = new FixedGraphBuilder($"calorimeter_stream_{ticks}");
        int x = builder.Input("x", new Shape(1, ticks), Uniform(new FixedFormat(true, 12, 5), ticks)),
            length = ticks;
        int[] channels = [1, 8, 8, 4];
        for (int l = 1; l < channels.Length; l++)
        {
            int before = length,
                after = length -= 4,
                inputs = channels[l - 1],
                filters = channels[l];
            ImmutableArray<int> read =
            [
                .. from p in Enumerable.Range(0, after)
                from c in Enumerable.Range(0, inputs)
                from k in Enumerable.Range(0, 5)
                select c * before + p + k,
            ];
            ImmutableArray<int> written =
            [
                .. from p in Enumerable.Range(0, after) from f in Enumerable.Range(0, filters) select f * after + p,
            ];
            var block = new AffineBlock(
                5 * inputs,
                filters,
                read,
                written,
                Weights(random, 5 * inputs * filters),
                Weights(random, filters)
            );
            x = Relu(builder, Linear(builder, random, x, new Shape(filters, after), [block]));
        }
        x = Linear(builder, random, x, new Shape(1), [Dense(random, 4 * length, 1)]);
        builder.Output("y", builder.Quantize("energy", x, Uniform(new FixedFormat(true, 16, 8), 1), Rounding.Rnd, Overflow.Sat));
        return builder.Build() with { Stream = new StreamSettings(ticks, [1], []) };
    }

    /// <summary>Images of 12 x 12 pixels: 3 x 3 convolutions 1-8-16, pooling by maxima, dense 576-10.</summary>
    public static FixedGraph Image()
    {
        var random = new Random(3);
        var builder = new FixedGraphBuilder("image_cnn");
        int x = builder.Input("x", new Shape(1, 12, 12), Uniform(Activation, 144));
        x = Relu(builder, Linear(builder, random, x, new Shape(8, 12, 12), [Convolution(random, 1, 8, 12, 12, 3, 3)]));
        x = Relu(builder, Linear(builder, random, x, new Shape(16, 12, 12), [Convolution(random, 8, 16, 12, 12, 3, 3)]));
        ImmutableArray<int> pool =
        [
            .. from c in Enumerable.Range(0, 16)
            from r in Enumerable.Range(0, 6)
            from k in Enumerable.Range(0, 6)
            from i in Enumerable.Range(0, 4)
            select (c * 12 + 2 * r + i / 2) * 12 + 2 * k + i % 2,
        ];
        x = builder.Reduce("pool", ReduceOperation.Maximum, x, new Shape(16, 6, 6), 4, pool);
        x = Linear(builder, random, x, new Shape(10), [Dense(random, 576, 10)]);
        builder.Output("y", builder.Quantize("logits", x, Uniform(new FixedFormat(true, 16, 8), 10), Rounding.Rnd, Overflow.Sat));
        return builder.Build();
    }

    /// <summary>Element-wise work alone on 64 values: add, ReLU, requantise, multiply by a gate, requantise.</summary>
    public static FixedGraph Elementwise()
    {
        var builder = new FixedGraphBuilder("elementwise");
        int a = builder.Input("a", new Shape(64), Uniform(Activation, 64)),
            b = builder.Input("b", new Shape(64), Uniform(Activation, 64));
        int sum = Relu(builder, builder.Binary("sum", BinaryOperation.Add, a, b));
        int product = builder.Binary("gated", BinaryOperation.Multiply, sum, b);
        builder.Output("y", builder.Quantize("y", product, Uniform(Activation, 64), Rounding.Rnd, Overflow.Sat));
        return builder.Build();
    }

    /// <summary>A sigmoid by a table of 256 entries on 64 values.</summary>
    public static FixedGraph Tables()
    {
        var builder = new FixedGraphBuilder("tables");
        int x = builder.Input("x", new Shape(64), Uniform(Activation, 64));
        var entries = Enumerable.Range(-128, 256).Select(m => (long)Math.Round(255 / (1 + Math.Exp(-m / 32.0)))).ToImmutableArray();
        var table = new LookupTable(-128, entries, new FixedFormat(false, 8, 0));
        builder.Output("y", builder.Table("sigmoid", x, [table], PerElement<int>.Uniform(0, 64)));
        return builder.Build();
    }

    /// <summary>Bytes of one event that its operations, the arrival of its inputs and the departure of its outputs
    /// read and write as 16-bit integers.</summary>
    public static double BytesMoved(FixedGraph graph) =>
        sizeof(short)
        * (
            2.0 * (graph.InputCount + graph.OutputCount)
            + graph
                .Nodes.Where(n => n is BinaryNode or UnaryNode or QuantizeNode or TableNode)
                .Sum(n => (double)n.Type.Count * (n.Operands.Length + 1))
        );

    private static PerElement<FixedFormat> Uniform(FixedFormat format, int count) => PerElement<FixedFormat>.Uniform(format, count);

    private static int Linear(FixedGraphBuilder builder, Random random, int x, Shape shape, ImmutableArray<AffineBlock> blocks) =>
        builder.Affine("linear", x, shape, blocks, PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 5, shape.Count));

    private static int Relu(FixedGraphBuilder builder, int x) =>
        builder.Quantize(
            "activation",
            builder.Unary("relu", UnaryOperation.Relu, x),
            Uniform(Positive, builder.TypeOf(x).Count),
            Rounding.Rnd,
            Overflow.Sat
        );

    private static AffineBlock Dense(Random random, int inputs, int outputs) =>
        new(
            inputs,
            outputs,
            [.. Enumerable.Range(0, inputs)],
            [.. Enumerable.Range(0, outputs)],
            Weights(random, inputs * outputs),
            Weights(random, outputs)
        );

    /// <summary>Same padding, channels first, as ONNX has it.</summary>
    private static AffineBlock Convolution(
        Random random,
        int channels,
        int filters,
        int height,
        int width,
        int kernelHeight,
        int kernelWidth
    )
    {
        var from = ImmutableArray.CreateBuilder<int>();
        var to = ImmutableArray.CreateBuilder<int>();
        for (int r = 0; r < height; r++)
        {
            for (int c = 0; c < width; c++)
            {
                for (int ch = 0; ch < channels; ch++)
                {
                    for (int i = 0; i < kernelHeight * kernelWidth; i++)
                    {
                        int y = r + i / kernelWidth - kernelHeight / 2,
                            x = c + i % kernelWidth - kernelWidth / 2;
                        from.Add(y < 0 || y >= height || x < 0 || x >= width ? -1 : (ch * height + y) * width + x);
                    }
                }
                for (int f = 0; f < filters; f++)
                    to.Add((f * height + r) * width + c);
            }
        }
        int rows = channels * kernelHeight * kernelWidth;
        return new(rows, filters, from.ToImmutable(), to.ToImmutable(), Weights(random, rows * filters), Weights(random, filters));
    }

    private static ImmutableArray<long> Weights(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-32, 32))];
}
