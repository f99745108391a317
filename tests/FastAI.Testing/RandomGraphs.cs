using System.Collections.Immutable;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Testing;

/// <summary>
/// Random graphs that pass the verifier: every node kind, rounding and overflow mode, formats with negative or large I, one format a tensor
/// or one an element, dense, convolution-like and irregular affine maps with padding, odd tails. The same seed gives the same graph.
/// </summary>
public sealed class RandomGraphs
{
    private readonly Random random;
    private readonly RandomGraphOptions options;
    private readonly FixedGraphBuilder builder;
    private readonly List<int> tensors = [];

    private RandomGraphs(int seed, RandomGraphOptions options)
    {
        random = new Random(seed);
        this.options = options;
        builder = new FixedGraphBuilder($"random_{seed}");
    }

    public static FixedGraph Create(int seed, RandomGraphOptions? options = null) =>
        new RandomGraphs(seed, options ?? RandomGraphOptions.Any).Create();

    private FixedGraph Create()
    {
        int inputs = random.Next(4) == 0 ? 2 : 1;
        for (int i = 0; i < inputs; i++)
        {
            var shape = RandomShape();
            tensors.Add(builder.Input($"x{i}", shape, Formats(shape.Count, _ => random.Next(0, 9))));
        }
        int goal = builder.Count + options.Nodes;
        for (int tries = 0; builder.Count < goal && tries < 20 * options.Nodes; tries++)
        {
            int node = Operation(random.Next(13));
            if (node >= 0 && !tensors.Contains(node))
                tensors.Add(node);
        }
        builder.Output("y0", tensors[^1]);
        if (random.Next(3) == 0)
            builder.Output("y1", Pick());
        return builder.Build();
    }

    private int Operation(int kind) =>
        kind switch
        {
            0 or 1 or 2 => Affine(Pick()),
            3 => Binary(),
            4 => Try(x => Typing.Unary(Any<UnaryOperation>(), x), x => builder.Unary("unary", lastUnary, x)),
            5 => Scale(),
            6 => Select(),
            7 or 8 => Quantize(Pick(), options.MaxWidth),
            9 => Table(),
            10 => Reduce(),
            11 => Trees(),
            _ => random.Next(4) == 0 ? Constant() : Gather(),
        };

    private UnaryOperation lastUnary;

    private int Pick() => tensors[random.Next(3) == 0 ? random.Next(tensors.Count) : tensors.Count - 1];

    private T Any<T>()
        where T : struct, Enum
    {
        var all = Enum.GetValues<T>();
        var value = all[random.Next(all.Length)];
        if (value is UnaryOperation unary)
            lastUnary = unary;
        return value;
    }

    private Shape RandomShape() =>
        random.Next(3) switch
        {
            0 => new Shape(random.Next(1, options.MaxElements + 1)),
            1 => new Shape(random.Next(1, 5), random.Next(1, Math.Max(2, options.MaxElements / 4))),
            _ => new Shape(random.Next(1, 3), random.Next(1, 3), random.Next(1, Math.Max(2, options.MaxElements / 4))),
        };

    /// <summary>Formats whose fractions lie near those of <paramref name="fraction"/>; a third of the time one for each element.</summary>
    private PerElement<FixedFormat> Formats(int count, Func<int, int> fraction, int? maxWidth = null)
    {
        FixedFormat One(int i)
        {
            int limit = maxWidth ?? options.MaxWidth;
            int width = random.Next(4) == 0 ? random.Next(1, limit + 1) : random.Next(1, Math.Min(limit, 12) + 1);
            int f = fraction(i) + random.Next(-3, 4);
            return new FixedFormat(random.Next(3) != 0, width, width - f);
        }
        return random.Next(3) == 0 ? PerElement<FixedFormat>.Create(count, One) : PerElement<FixedFormat>.Uniform(One(0), count);
    }

    /// <summary>Appends a node if its type is within the limits; else returns -1.</summary>
    private int Try(Func<TensorType, TensorType> type, Func<int, int> append)
    {
        int x = Pick();
        return Fits(() => type(builder.TypeOf(x))) ? append(x) : -1;
    }

    private bool Fits(Func<TensorType> type)
    {
        try
        {
            var derived = type();
            return derived.Count > 0
                && derived.Elements.Stored.All(e => e.Format.Width <= options.MaxExactWidth && Math.Abs(e.Fraction) < 60);
        }
        catch (Exception e) when (e is FastAIException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private int Quantize(int x, int maxWidth)
    {
        var type = builder.TypeOf(x);
        // Mostly fewer fraction bits and narrower than the operand, so that both rounding and overflow occur.
        int drop = random.Next(-2, 8);
        var formats = Formats(type.Count, i => type[i].Fraction - drop, Math.Min(maxWidth, Math.Max(2, type[0].Format.Width)));
        var (rounding, overflow) = (Any<Rounding>(), Any<Overflow>());
        return Fits(() => Typing.Quantize(type, formats, rounding, overflow))
            ? builder.Quantize("quantize", x, formats, rounding, overflow)
            : -1;
    }

    private int Affine(int x)
    {
        var type = builder.TypeOf(x);
        var (shape, blocks) = RandomBlocks.Create(random, type.Count, options.MaxElements, RandomWeight());
        int shift = random.Next(0, 6);
        var fraction =
            random.Next(3) == 0
                ? PerElement<int>.Create(shape.Count, _ => type[0].Fraction + random.Next(0, 4))
                : PerElement<int>.Uniform(type[0].Fraction + shift, shape.Count);
        if (Fits(() => Typing.Affine(type, shape, blocks, fraction)))
            return builder.Affine("affine", x, shape, blocks, fraction);
        int narrow = Quantize(x, Math.Max(2, options.MaxExactWidth / 4));
        return narrow;
    }

    /// <summary>Weights of one character: ternary, small and sparse, or full width.</summary>
    private Func<long> RandomWeight()
    {
        int bits = random.Next(1, Math.Min(17, Math.Max(3, options.MaxExactWidth / 3)));
        return random.Next(3) switch
        {
            0 => () => random.Next(-1, 2),
            1 => () => random.Next(2) == 0 ? 0 : random.NextInt64(-(1L << bits), (1L << bits) + 1),
            _ => () => random.NextInt64(-(1L << bits), (1L << bits) + 1),
        };
    }

    private int Binary()
    {
        int left = Pick();
        var candidates = tensors.Where(t => builder.TypeOf(t).Shape.Equals(builder.TypeOf(left).Shape)).ToArray();
        int right = candidates[random.Next(candidates.Length)];
        var operation = Any<BinaryOperation>();
        return Fits(() => Typing.Binary(operation, builder.TypeOf(left), builder.TypeOf(right)))
            ? builder.Binary("binary", operation, left, right)
            : -1;
    }

    private int Scale()
    {
        int exponent = random.Next(-6, 7);
        return Try(x => Typing.Scale(x, exponent), x => builder.Scale("scale", x, exponent));
    }

    private int Select()
    {
        int a = Pick();
        var candidates = tensors.Where(t => builder.TypeOf(t).Shape.Equals(builder.TypeOf(a).Shape)).ToArray();
        int condition = candidates[random.Next(candidates.Length)],
            b = candidates[random.Next(candidates.Length)];
        if (random.Next(2) == 0)
        {
            if (!Fits(() => Typing.Binary(BinaryOperation.Less, builder.TypeOf(a), builder.TypeOf(condition))))
                return -1;
            condition = builder.Binary("less", BinaryOperation.Less, a, condition);
        }
        return Fits(() => Typing.Select(builder.TypeOf(condition), builder.TypeOf(a), builder.TypeOf(b)))
            ? builder.Select("select", condition, a, b)
            : -1;
    }

    private int Table()
    {
        int x = Pick();
        if (builder.TypeOf(x).Elements.Stored.Any(e => e.Format.Width > options.MaxTableBits))
        {
            x = Quantize(x, options.MaxTableBits);
            if (x < 0 || builder.TypeOf(x).Elements.Stored.Any(e => e.Format.Width > options.MaxTableBits))
                return x;
        }
        var type = builder.TypeOf(x);
        var low = type.Elements.Stored.Min(e => e.Range.Low);
        var high = type.Elements.Stored.Max(e => e.Range.High);
        var tables = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ =>
            {
                var format = Formats(1, _ => 4)[0];
                long first = (long)low - random.Next(3);
                int length = (int)(high - first) + 1 + random.Next(3);
                return new LookupTable(
                    first,
                    [.. Enumerable.Range(0, length).Select(_ => random.NextInt64(format.MinMantissa, format.MaxMantissa))],
                    format
                );
            })
            .ToImmutableArray();
        var tableOf = PerElement<int>.Create(type.Count, _ => random.Next(tables.Length));
        return Fits(() => Typing.Table(type, tables, tableOf)) ? builder.Table("table", x, tables, tableOf) : -1;
    }

    private int Reduce()
    {
        var operation = Any<ReduceOperation>();
        int x = Pick(),
            count = builder.TypeOf(x).Count,
            size = random.Next(1, Math.Min(count, 9) + 1),
            outputs = random.Next(1, Math.Max(2, count / size + 1));
        ImmutableArray<int> groups =
        [
            .. Enumerable.Range(0, outputs * size).Select(i => random.Next(4) == 0 ? random.Next(count) : i % count),
        ];
        var shape = new Shape(outputs);
        return Fits(() => Typing.Reduce(operation, builder.TypeOf(x), shape, size, groups))
            ? builder.Reduce("reduce", operation, x, shape, size, groups)
            : -1;
    }

    private int Trees()
    {
        int x = Pick(),
            targets = random.Next(1, Math.Min(4, options.MaxElements) + 1);
        var type = builder.TypeOf(x);
        var ensemble = RandomTrees.Create(
            random,
            type,
            targets,
            random.Next(1, 6),
            12,
            random.Next(1, Math.Min(20, options.MaxExactWidth / 2))
        );
        var fraction = PerElement<int>.Create(targets, _ => random.Next(0, 9));
        return Fits(() => Typing.TreeEnsemble(type, new Shape(targets), ensemble, fraction))
            ? builder.TreeEnsemble("trees", x, new Shape(targets), ensemble, fraction)
            : -1;
    }

    private int Gather()
    {
        ImmutableArray<int> from = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick())];
        int total = from.Sum(t => builder.TypeOf(t).Count),
            count = random.Next(1, Math.Min(total, options.MaxElements) + 1);
        ImmutableArray<int> map = [.. Enumerable.Range(0, count).Select(i => random.Next(3) == 0 ? random.Next(total) : (i * 3 % total))];
        return builder.Gather("gather", from, new Shape(count), map);
    }

    private int Constant()
    {
        var shape = builder.TypeOf(Pick()).Shape;
        int bits = random.Next(1, Math.Min(20, options.MaxWidth));
        var fraction = PerElement<int>.Uniform(random.Next(0, 9), shape.Count);
        return builder.Constant(
            "constant",
            shape,
            [.. Enumerable.Range(0, shape.Count).Select(_ => random.NextInt64(-(1L << bits), 1L << bits))],
            fraction
        );
    }
}
