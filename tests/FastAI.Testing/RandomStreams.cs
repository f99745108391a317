using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Testing;

/// <summary>
/// Random models on a stream: layers along time (convolutions with stride, dilation, padding and groups, pooling, element-wise operations,
/// tables, choices, shifts in time, recurrent cells over the window forwards and backwards), then what reads the whole window (dense
/// layers, reductions, trees); one or two inputs, time on any axis; or models of one tick whose outputs are fed
/// back. The same seed gives the same graph.
/// </summary>
public sealed class RandomStreams
{
    private readonly Random random;
    private readonly FixedGraphBuilder builder;
    private readonly int ticks;

    private RandomStreams(int seed)
    {
        random = new Random(seed);
        builder = new FixedGraphBuilder($"stream_{seed}");
        ticks = random.Next(1, 13);
    }

    public static FixedGraph Create(int seed) => seed % 5 == 4 ? new RandomStreams(seed).Fed() : new RandomStreams(seed).Windowed();

    /// <summary>A tensor whose rows are features and whose columns run with time.</summary>
    private readonly record struct Sequence(int Node, int Features, int Length)
    {
        public int At(int feature, int t) => feature * Length + t;
    }

    private FixedGraph Windowed()
    {
        var axes = ImmutableArray.CreateBuilder<int>();
        var sequences = new List<Sequence>();
        for (int i = random.Next(4) == 0 ? 2 : 1; i > 0; i--)
            sequences.Add(Input(axes));
        var all = Concat(sequences);
        for (int layers = random.Next(1, 7); layers > 0; layers--)
            all = Layer(all);
        builder.Output("y0", random.Next(3) == 0 ? all.Node : Tail(all));
        if (random.Next(3) == 0)
            builder.Output("y1", Tail(all));
        return builder.Build() with { Stream = new StreamSettings(ticks, axes.ToImmutable(), []) };
    }

    /// <summary>One tick with feedback: y = f(x, h), with y or its first part fed back into h.</summary>
    private FixedGraph Fed()
    {
        int samples = random.Next(1, 5),
            units = random.Next(1, 5);
        int x = builder.Input("x", new Shape(samples), Format(samples), Mode<Rounding>(), Mode<Overflow>());
        int h = builder.Input("h", new Shape(units), Format(units), Mode<Rounding>(), Mode<Overflow>());
        int both = builder.Gather("both", [x, h], new Shape(samples + units), [.. Enumerable.Range(0, samples + units)]);
        var weights = ImmutableArray.CreateRange(Enumerable.Range(0, (samples + units) * units).Select(_ => (long)random.Next(-5, 6)));
        var type = builder.TypeOf(both);
        int finest = Enumerable.Range(0, type.Count).Max(i => type[i].Fraction);
        both = builder.Align("aligned", both, PerElement<int>.Uniform(finest, type.Count));
        var block = new AffineBlock(
            samples + units,
            units,
            [.. Enumerable.Range(0, samples + units)],
            [.. Enumerable.Range(0, units)],
            weights,
            Biases(units)
        );
        int sum = builder.Affine("sum", both, new Shape(units), [block], PerElement<int>.Uniform(finest + 2, units));
        int y = random.Next(2) == 0 ? builder.Unary("y", UnaryOperation.Relu, Narrow(sum)) : Narrow(sum);
        builder.Output("other", builder.Binary("difference", BinaryOperation.Subtract, y, h));
        builder.Output("y", y);
        var into = builder.TypeOf(h);
        ImmutableArray<long> initial =
        [
            .. Enumerable.Range(0, units).Select(i => random.NextInt64((long)into[i].Range.Low, (long)into[i].Range.High + 1)),
        ];
        return builder.Build() with
        {
            Stream = new StreamSettings(
                1,
                [StreamSettings.NoAxis, StreamSettings.NoAxis],
                [new StreamFeedback(1, random.Next(2), initial)]
            ),
        };
    }

    private Sequence Input(ImmutableArray<int>.Builder axes)
    {
        int features = random.Next(1, 4),
            split = random.Next(3);
        var (extents, axis) = split switch
        {
            0 => (new[] { features, ticks }, 1),
            1 => ([ticks, features], 0),
            _ => ([features, ticks, 2], 1),
        };
        var shape = new Shape(extents);
        int inner = extents.Skip(axis + 1).Aggregate(1, (a, b) => a * b),
            width = shape.Count / ticks;
        var formats = Format(width);
        int Element(int feature, int t) => (feature / inner * ticks + t) * inner + feature % inner;
        var each = new FixedFormat[shape.Count];
        for (int f = 0; f < width; f++)
        for (int t = 0; t < ticks; t++)
            each[Element(f, t)] = formats[f];
        int node = builder.Input($"x{axes.Count}", shape, PerElement<FixedFormat>.Create(each), Mode<Rounding>(), Mode<Overflow>());
        axes.Add(axis);
        return Gather(node, width, ticks, Element);
    }

    private Sequence Gather(int node, int features, int length, Func<int, int, int> element) =>
        new(
            builder.Gather(
                "gather",
                [node],
                new Shape(features, length),
                [.. Enumerable.Range(0, features * length).Select(i => element(i / length, i % length))]
            ),
            features,
            length
        );

    private Sequence Concat(List<Sequence> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        int features = parts.Sum(p => p.Features);
        return new(
            builder.Gather(
                "concat",
                [.. parts.Select(p => p.Node)],
                new Shape(features, parts[0].Length),
                [.. Enumerable.Range(0, features * parts[0].Length)]
            ),
            features,
            parts[0].Length
        );
    }

    private Sequence Layer(Sequence x) =>
        random.Next(9) switch
        {
            0 or 1 or 2 => Convolution(x),
            3 => Pool(x),
            4 => x with { Node = random.Next(2) == 0 ? builder.Unary("relu", (UnaryOperation)random.Next(3), x.Node) : Table(x.Node) },
            5 => Shifted(x),
            6 => Choice(x),
            7 => Recurrent(x),
            _ => Gather(x.Node, x.Features, x.Length, (f, t) => x.At(f, random.Next(3) == 0 ? x.Length - 1 - t : t)),
        };

    private Sequence Convolution(Sequence x)
    {
        int groups = x.Features % 2 == 0 && random.Next(3) == 0 ? 2 : 1,
            channels = x.Features / groups,
            filters = random.Next(1, 4);
        int kernel = random.Next(1, 4),
            stride = random.Next(1, 3),
            dilation = random.Next(1, 3),
            padding = random.Next(3);
        int length = (x.Length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        if (length < 1)
            return x;
        int source = Aligned(x.Node);
        var blocks = ImmutableArray.CreateBuilder<AffineBlock>();
        for (int g = 0; g < groups; g++)
        {
            var (from, to) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
            for (int p = 0; p < length; p++)
            {
                for (int c = 0; c < channels; c++)
                for (int k = 0; k < kernel; k++)
                    from.Add(p * stride - padding + k * dilation is var t && t >= 0 && t < x.Length ? x.At(g * channels + c, t) : -1);
                for (int f = 0; f < filters; f++)
                    to.Add((g * filters + f) * length + p);
            }
            blocks.Add(
                new AffineBlock(
                    channels * kernel,
                    filters,
                    from.ToImmutable(),
                    to.ToImmutable(),
                    Weights(channels * kernel * filters),
                    Biases(filters)
                )
            );
        }
        int fraction = builder.TypeOf(source)[0].Fraction + 2;
        int sum = builder.Affine(
            "conv",
            source,
            new Shape(groups * filters, length),
            blocks.ToImmutable(),
            PerElement<int>.Uniform(fraction, groups * filters * length)
        );
        return new(Narrow(sum), groups * filters, length);
    }

    private Sequence Pool(Sequence x)
    {
        int size = random.Next(1, Math.Min(4, x.Length + 1)),
            stride = random.Next(1, 3),
            length = (x.Length - size) / stride + 1;
        var groups = ImmutableArray.CreateBuilder<int>();
        for (int f = 0; f < x.Features; f++)
        for (int p = 0; p < length; p++)
        for (int k = 0; k < size; k++)
            groups.Add(x.At(f, p * stride + k));
        return new(
            builder.Reduce("pool", (ReduceOperation)random.Next(6), x.Node, new Shape(x.Features, length), size, groups.ToImmutable()),
            x.Features,
            length
        );
    }

    /// <summary>An operation on the sequence and itself some ticks earlier.</summary>
    private Sequence Shifted(Sequence x)
    {
        int shift = random.Next(0, x.Length),
            length = x.Length - shift;
        var (late, early) = (
            Gather(x.Node, x.Features, length, (f, t) => x.At(f, t + shift)),
            Gather(x.Node, x.Features, length, (f, t) => x.At(f, t))
        );
        int node = builder.Binary("shifted", (BinaryOperation)random.Next(7), late.Node, early.Node);
        return new(Narrow(node), x.Features, length);
    }

    private Sequence Choice(Sequence x)
    {
        var reversed = Gather(x.Node, x.Features, x.Length, (f, t) => x.At(x.Features - 1 - f, t));
        int less = builder.Binary("less", BinaryOperation.Less, x.Node, reversed.Node);
        return x with { Node = builder.Select("choice", less, builder.Scale("scaled", x.Node, random.Next(-1, 2)), reversed.Node) };
    }

    /// <summary>h = relu(W x_t + R h) over the window, in either direction; all steps or the last.</summary>
    private Sequence Recurrent(Sequence x)
    {
        int units = random.Next(1, 4);
        bool backwards = random.Next(2) == 0;
        int source = Aligned(x.Node),
            fraction = builder.TypeOf(source)[0].Fraction;
        var format = PerElement<FixedFormat>.Uniform(new FixedFormat(true, 7, 7 - fraction), units);
        int state = builder.Constant(
            "h0",
            new Shape(units),
            [.. Enumerable.Range(0, units).Select(_ => (long)random.Next(-8, 8))],
            PerElement<int>.Uniform(fraction, units)
        );
        var block = new AffineBlock(
            x.Features + units,
            units,
            [.. Enumerable.Range(0, x.Features + units)],
            [.. Enumerable.Range(0, units)],
            Weights((x.Features + units) * units),
            Biases(units)
        );
        var steps = new int[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            int t = backwards ? x.Length - 1 - k : k;
            int[] map =
            [
                .. Enumerable.Range(0, x.Features).Select(f => x.At(f, t)),
                .. Enumerable.Range(0, units).Select(u => x.Features * x.Length + u),
            ];
            int both = builder.Gather("xh", [source, state], new Shape(map.Length), [.. map]);
            int sum = builder.Affine("cell", both, new Shape(units), [block], PerElement<int>.Uniform(fraction + 2, units));
            state = builder.Unary("h", UnaryOperation.Relu, builder.Quantize("cell_q", sum, format, Rounding.RndConv, Overflow.Sat));
            steps[t] = state;
        }
        if (random.Next(2) == 0)
            return Gather(state, units, 1, (u, _) => u);
        return new(
            builder.Gather(
                "hs",
                [.. steps],
                new Shape(units, x.Length),
                [.. Enumerable.Range(0, units * x.Length).Select(i => i % x.Length * units + i / x.Length)]
            ),
            units,
            x.Length
        );
    }

    private int Tail(Sequence x)
    {
        int count = x.Features * x.Length;
        switch (random.Next(4))
        {
            case 0:
                var type = builder.TypeOf(x.Node);
                int targets = random.Next(1, 3);
                var trees = RandomTrees.Create(random, type, targets, random.Next(1, 4), 6, 8);
                return builder.TreeEnsemble("trees", x.Node, new Shape(targets), trees, PerElement<int>.Uniform(4, targets));
            case 1:
                return builder.Reduce(
                    "reduced",
                    (ReduceOperation)random.Next(6),
                    x.Node,
                    new Shape(x.Features),
                    x.Length,
                    [.. Enumerable.Range(0, count)]
                );
            case 2:
                return x.Node;
            default:
                int outputs = random.Next(1, 4),
                    source = Aligned(x.Node);
                var block = new AffineBlock(
                    count,
                    outputs,
                    [.. Enumerable.Range(0, count)],
                    [.. Enumerable.Range(0, outputs)],
                    Weights(count * outputs),
                    Biases(outputs)
                );
                return builder.Affine(
                    "dense",
                    source,
                    new Shape(outputs),
                    [block],
                    PerElement<int>.Uniform(builder.TypeOf(source)[0].Fraction + 2, outputs)
                );
        }
    }

    private int Table(int x)
    {
        int narrow = builder.Quantize(
            "address",
            x,
            PerElement<FixedFormat>.Uniform(new FixedFormat(true, 6, 3), builder.TypeOf(x).Count),
            Mode<Rounding>(),
            Mode<Overflow>()
        );
        ImmutableArray<LookupTable> tables =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ => new LookupTable(
                    -32,
                    [.. Enumerable.Range(0, 64).Select(_ => (long)random.Next(-64, 64))],
                    new FixedFormat(true, 7, 3)
                )),
        ];
        return builder.Table("table", narrow, tables, PerElement<int>.Create(builder.TypeOf(x).Count, _ => random.Next(8) == 0 ? 1 : 0));
    }

    private int Aligned(int x)
    {
        var type = builder.TypeOf(x);
        return builder.Align("aligned", x, PerElement<int>.Uniform(Enumerable.Range(0, type.Count).Max(i => type[i].Fraction), type.Count));
    }

    private int Narrow(int x)
    {
        var type = builder.TypeOf(x);
        int fraction = Math.Clamp(type[0].Fraction - random.Next(4), -4, 8);
        return builder.Quantize(
            "narrow",
            x,
            PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 8 - fraction), type.Count),
            Mode<Rounding>(),
            Mode<Overflow>()
        );
    }

    private ImmutableArray<long> Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-7, 8))];

    private ImmutableArray<long> Biases(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-40, 41))];

    private PerElement<FixedFormat> Format(int count = 1)
    {
        FixedFormat One()
        {
            int width = random.Next(2, 9);
            return new(random.Next(3) != 0, width, width - random.Next(0, 5));
        }
        return random.Next(2) == 0 ? PerElement<FixedFormat>.Uniform(One(), count) : PerElement<FixedFormat>.Create(count, _ => One());
    }

    private T Mode<T>()
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
}
