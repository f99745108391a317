using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Testing;

/// <summary>Random affine maps: dense, a grouped one-dimensional convolution with stride and padding in
/// either element order, or irregular.</summary>
internal static class RandomBlocks
{
    /// <param name="random">Source of choices.</param>
    /// <param name="inputs">Elements of the operand.</param>
    /// <param name="maxOutputs">Bound on the elements of the result.</param>
    /// <param name="weight">Draws a weight.</param>
    public static (Shape Shape, ImmutableArray<AffineBlock> Blocks) Create(Random random, int inputs, int maxOutputs, Func<long> weight) =>
        random.Next(3) switch
        {
            0 => Dense(random, inputs, random.Next(1, maxOutputs + 1), weight),
            1 => Convolution(random, inputs, maxOutputs, weight),
            _ => Irregular(random, inputs, maxOutputs, weight),
        };

    private static (Shape, ImmutableArray<AffineBlock>) Dense(Random random, int inputs, int outputs, Func<long> weight) =>
        (
            new Shape(outputs),
            [
                new AffineBlock(
                    inputs,
                    outputs,
                    [.. Enumerable.Range(0, inputs)],
                    [.. Enumerable.Range(0, outputs)],
                    Draw(inputs * outputs, weight),
                    Bias(random, outputs)
                ),
            ]
        );

    private static (Shape, ImmutableArray<AffineBlock>) Convolution(Random random, int inputs, int maxOutputs, Func<long> weight)
    {
        int groups = inputs % 2 == 0 && random.Next(2) == 0 ? 2 : 1;
        int channels = inputs % (2 * groups) == 0 ? 2 : 1,
            length = inputs / (groups * channels);
        int kernel = random.Next(1, 6),
            stride = random.Next(1, 3),
            padding = random.Next(0, kernel),
            filters = random.Next(1, 7);
        int positions = Math.Max(1, (length + 2 * padding - kernel) / stride + 1);
        positions = Math.Min(positions, Math.Max(1, maxOutputs / (filters * groups)));
        bool channelsLast = random.Next(2) == 0;
        int In(int channel, int t) =>
            t < 0 || t >= length ? -1
            : channelsLast ? t * channels * groups + channel
            : channel * length + t;
        int Out(int filter, int p) => channelsLast ? p * filters * groups + filter : filter * positions + p;
        var blocks = ImmutableArray.CreateBuilder<AffineBlock>();
        for (int g = 0; g < groups; g++)
        {
            var from = ImmutableArray.CreateBuilder<int>();
            var to = ImmutableArray.CreateBuilder<int>();
            for (int p = 0; p < positions; p++)
            {
                for (int c = 0; c < channels; c++)
                for (int k = 0; k < kernel; k++)
                    from.Add(In(g * channels + c, p * stride - padding + k));
                for (int f = 0; f < filters; f++)
                    to.Add(Out(g * filters + f, p));
            }
            blocks.Add(
                new AffineBlock(
                    channels * kernel,
                    filters,
                    from.ToImmutable(),
                    to.ToImmutable(),
                    Draw(channels * kernel * filters, weight),
                    Bias(random, filters)
                )
            );
        }
        return (channelsLast ? new Shape(positions, groups * filters) : new Shape(groups * filters, positions), blocks.ToImmutable());
    }

    private static (Shape, ImmutableArray<AffineBlock>) Irregular(Random random, int inputs, int maxOutputs, Func<long> weight)
    {
        var blocks = ImmutableArray.CreateBuilder<AffineBlock>();
        var sizes = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => (Positions: random.Next(1, 4), Columns: random.Next(1, Math.Max(2, maxOutputs / 9))))
            .ToArray();
        int outputs = sizes.Sum(s => s.Positions * s.Columns),
            next = 0;
        int[] order = [.. Enumerable.Range(0, outputs)];
        random.Shuffle(order);
        foreach (var (positions, columns) in sizes)
        {
            int rows = random.Next(1, inputs + 3);
            blocks.Add(
                new AffineBlock(
                    rows,
                    columns,
                    [.. Enumerable.Range(0, positions * rows).Select(_ => random.Next(-1, inputs))],
                    [.. order.AsSpan(next, positions * columns)],
                    Draw(rows * columns, weight),
                    Bias(random, columns)
                )
            );
            next += positions * columns;
        }
        return (new Shape(outputs), blocks.ToImmutable());
    }

    private static ImmutableArray<long> Draw(int count, Func<long> weight) => [.. Enumerable.Range(0, count).Select(_ => weight())];

    private static ImmutableArray<long> Bias(Random random, int count) =>
        random.Next(3) == 0 ? [.. new long[count]] : [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(-1000, 1000))];
}
