using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Tests;

/// <summary>Seeded networks of the operations that triggers use, in 8 and 16 bits.</summary>
internal sealed class RandomNetworks
{
    private readonly Random random;
    private readonly FixedGraphBuilder builder;
    private int height;
    private int width;
    private int channels;

    private RandomNetworks(int seed) => (random, builder) = (new Random(seed), new FixedGraphBuilder($"network_{seed}"));

    public static FixedGraph Create(int seed) => new RandomNetworks(seed).Build(seed % 4);

    private int Count => height * width * channels;

    private FixedGraph Build(int kind)
    {
        (channels, height, width) = kind switch
        {
            0 => (random.Next(1, 70), 1, 1),
            1 => (random.Next(1, 6), 1, random.Next(3, 17)),
            2 => (random.Next(1, 4), random.Next(3, 7), random.Next(3, 7)),
            _ => (random.Next(4, 40), 1, 1),
        };
        int bits = random.Next(4) == 0 ? random.Next(9, 14) : random.Next(2, 9);
        bool signed = random.Next(2) == 0;
        int x = builder.Input(
            "x",
            new Shape(channels, height, width),
            PerElement<FixedFormat>.Uniform(new FixedFormat(signed, bits, 3), Count)
        );
        for (int layer = random.Next(1, 4); layer > 0; layer--)
        {
            x = kind is 1 or 2 && random.Next(4) > 0 ? Convolve(x) : Dense(x, random.Next(1, 70));
            x = Requantise(x);
            if (height * width > 1 && random.Next(3) == 0)
                x = Pool(x);
            if (kind == 3)
                x = Gate(x);
        }
        if (random.Next(3) == 0)
        {
            x = builder.Gather("some", [x], new Shape(Count), [.. Enumerable.Range(0, Count).Select(_ => random.Next(Count))]);
            x = Dense(x, random.Next(1, 9));
        }
        builder.Output("y", x);
        if (random.Next(4) == 0)
            builder.Output("z", builder.Gather("again", [x], new Shape(2), [0, builder.TypeOf(x).Count - 1]));
        return builder.Build();
    }

    /// <summary>The ends of the range often: sums of extremes.</summary>
    private long Weight(int bits) =>
        random.Next(5) switch
        {
            0 => -(1L << (bits - 1)),
            1 => (1L << (bits - 1)) - 1,
            _ => random.NextInt64(-(1L << (bits - 1)), 1L << (bits - 1)),
        };

    private int Linear(int x, Shape shape, AffineBlock block) =>
        builder.Affine("linear", x, shape, [block], PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 4, shape.Count));

    private ImmutableArray<long> Weights(int count)
    {
        int bits = random.Next(5) == 0 ? 10 : random.Next(2, 9);
        return [.. Enumerable.Range(0, count).Select(_ => Weight(bits))];
    }

    private int Dense(int x, int outputs)
    {
        int inputs = builder.TypeOf(x).Count;
        (channels, height, width) = (outputs, 1, 1);
        return Linear(
            x,
            new Shape(outputs),
            new(
                inputs,
                outputs,
                [.. Enumerable.Range(0, inputs)],
                [.. Enumerable.Range(0, outputs)],
                Weights(inputs * outputs),
                [.. Enumerable.Range(0, outputs).Select(_ => Weight(9))]
            )
        );
    }

    private int Convolve(int x)
    {
        int filters = random.Next(1, 20),
            kh = height == 1 ? 1 : random.Next(1, 4),
            kw = random.Next(1, 5),
            h = height,
            w = width;
        var from = ImmutableArray.CreateBuilder<int>();
        var to = ImmutableArray.CreateBuilder<int>();
        for (int r = 0; r < h; r++)
        for (int c = 0; c < w; c++)
        {
            for (int ch = 0; ch < channels; ch++)
            for (int i = 0; i < kh * kw; i++)
            {
                int y = r + i / kw - kh / 2,
                    z = c + i % kw - kw / 2;
                from.Add(y < 0 || y >= h || z < 0 || z >= w ? -1 : (ch * h + y) * w + z);
            }
            for (int f = 0; f < filters; f++)
                to.Add((f * h + r) * w + c);
        }
        int rows = channels * kh * kw;
        channels = filters;
        return Linear(
            x,
            new Shape(filters, h, w),
            new(
                rows,
                filters,
                from.ToImmutable(),
                to.ToImmutable(),
                Weights(rows * filters),
                [.. Enumerable.Range(0, filters).Select(_ => Weight(9))]
            )
        );
    }

    private int Requantise(int x)
    {
        if (random.Next(3) > 0)
            x = builder.Unary("relu", UnaryOperation.Relu, x);
        int bits = random.Next(5) == 0 ? random.Next(9, 15) : random.Next(4, 9),
            fraction = random.Next(-1, 6);
        bool signed = random.Next(2) == 0;
        // Widths of single elements, now and then, with one fraction: the next layer's sum needs it.
        var formats =
            random.Next(4) == 0
                ? PerElement<FixedFormat>.Create(Count, i => new FixedFormat(signed, bits - i % 3, bits - i % 3 - fraction))
                : PerElement<FixedFormat>.Uniform(new FixedFormat(signed, bits, bits - fraction), Count);
        return builder.Quantize(
            "quantised",
            x,
            formats,
            random.Next(4) switch
            {
                0 => Rounding.Trn,
                1 => (Rounding)random.Next(7),
                _ => Rounding.Rnd,
            },
            random.Next(3) == 0 ? (Overflow)random.Next(4) : Overflow.Sat
        );
    }

    private int Pool(int x)
    {
        int size = width % 2 == 0 ? 2 : 1;
        if (size == 1)
            return x;
        int w = width / 2,
            h = height;
        ImmutableArray<int> groups =
        [
            .. from c in Enumerable.Range(0, channels)
            from r in Enumerable.Range(0, h)
            from k in Enumerable.Range(0, w)
            from i in Enumerable.Range(0, 2)
            select (c * h + r) * 2 * w + 2 * k + i,
        ];
        width = w;
        return builder.Reduce(
            "pool",
            random.Next(2) == 0 ? ReduceOperation.Maximum : ReduceOperation.Minimum,
            x,
            new Shape(channels, h, w),
            2,
            groups
        );
    }

    /// <summary>Tables, products, sums and a quantiser of elements alike.</summary>
    private int Gate(int x)
    {
        var range = builder.TypeOf(x).Elements.Stored;
        int fraction = range[0].Fraction,
            count = builder.TypeOf(x).Count;
        x = builder.Quantize(
            "narrow",
            x,
            PerElement<FixedFormat>.Uniform(new FixedFormat(true, 7, 7 - fraction), count),
            Rounding.Trn,
            Overflow.Sat
        );
        int entries = 128;
        bool negative = random.Next(2) == 0;
        var format = new FixedFormat(negative, random.Next(2) == 0 ? 8 : 13, 2);
        var table = new LookupTable(
            -64,
            [.. Enumerable.Range(0, entries).Select(_ => random.NextInt64(format.MinMantissa, format.MaxMantissa + 1))],
            format
        );
        int gate = builder.Table("gate", x, [table], PerElement<int>.Uniform(0, count));
        int wide = builder.Quantize(
            "wide",
            x,
            PerElement<FixedFormat>.Uniform(new FixedFormat(random.Next(2) == 0, random.Next(4, 15), 4), count),
            Rounding.Trn,
            Overflow.Sat
        );
        x = random.Next(7) switch
        {
            0 => builder.Binary("product", BinaryOperation.Multiply, x, gate),
            1 => builder.Binary("sum", (BinaryOperation)random.Next(2), gate, gate),
            2 => builder.Binary(
                "aligned",
                (BinaryOperation)random.Next(7),
                builder.Binary("product", BinaryOperation.Multiply, x, gate),
                gate
            ),
            3 => builder.Binary(
                "both",
                (BinaryOperation)random.Next(2),
                builder.Binary("kept", BinaryOperation.Multiply, wide, gate),
                builder.Binary("added", BinaryOperation.Multiply, gate, x)
            ),
            4 => builder.Binary(
                "mixed",
                (BinaryOperation)random.Next(2),
                builder.Binary("kept", BinaryOperation.Multiply, wide, x),
                random.Next(2) == 0 ? wide : gate
            ),
            5 => builder.Binary("unlike", (BinaryOperation)random.Next(5), wide, x),
            _ => builder.Unary("magnitude", random.Next(2) == 0 ? UnaryOperation.Absolute : UnaryOperation.Negate, gate),
        };
        if (random.Next(3) == 0)
            x = builder.Unary("raised", UnaryOperation.Relu, x);
        if (random.Next(6) == 0)
            builder.Output("seen", x);
        x = builder.Quantize(
            "back",
            x,
            PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 8 - builder.TypeOf(x)[0].Fraction + 2), count),
            (Rounding)random.Next(7),
            (Overflow)random.Next(4)
        );
        return random.Next(4) == 0 ? builder.Unary("raised again", UnaryOperation.Relu, x) : x;
    }
}
