using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Testing;

/// <summary>
/// Random networks of dense layers and convolutions with biases, activations, rounding, saturation and wraps, of signed and unsigned
/// formats, one a tensor or one an element, and weights of which many are zero. The same seed gives the same graph.
/// </summary>
public static class RandomDense
{
    public static FixedGraph Create(int seed)
    {
        var random = new Random(seed);
        var builder = new FixedGraphBuilder($"dense_{seed}");
        int width = random.Next(1, 20);
        int node = builder.Input("x", new Shape(width), Formats(random, width, 2, 8));
        int layers = random.Next(1, 4);
        for (int layer = 0; layer < layers; layer++)
        {
            node = Affine(random, builder, node, layer);
            if (random.Next(3) > 0)
                node = builder.Unary($"relu{layer}", random.Next(4) == 0 ? UnaryOperation.Absolute : UnaryOperation.Relu, node);
            if (layer + 1 == layers && random.Next(2) == 0)
                continue;
            int count = builder.TypeOf(node).Count;
            Overflow[] overflows = Enum.GetValues<Overflow>();
            Rounding[] roundings = Enum.GetValues<Rounding>();
            node = builder.Quantize(
                $"quantize{layer}",
                node,
                Formats(random, count, 3, 9),
                roundings[random.Next(roundings.Length)],
                overflows[random.Next(overflows.Length)]
            );
        }
        builder.Output("y", node);
        return builder.Build();
    }

    /// <summary>A matrix at one position, or at several that overlap and reach beyond the ends.</summary>
    private static int Affine(Random random, FixedGraphBuilder builder, int input, int layer)
    {
        TensorType type = builder.TypeOf(input);
        int elements = type.Count,
            positions = random.Next(3) == 0 ? random.Next(2, 5) : 1,
            rows = positions == 1 ? elements : random.Next(1, Math.Min(elements, 4) + 1),
            columns = random.Next(1, positions == 1 ? 32 : 12);
        int fraction = Enumerable.Range(0, elements).Max(e => type[e].Fraction);
        var map = new int[positions * rows];
        for (int p = 0; p < positions; p++)
        for (int k = 0; k < rows; k++)
            map[p * rows + k] = positions == 1 ? k : (p + k - 1 < elements ? p + k - 1 : -1);
        // a row has the fraction of its elements: with several positions they must be the same
        int common = Enumerable.Range(0, elements).Min(e => type[e].Fraction);
        if (positions > 1 && common != fraction)
            return Affine(
                new Random(random.Next()),
                builder,
                builder.Align($"aligned{layer}", input, PerElement<int>.Uniform(fraction, elements)),
                layer
            );
        int bits = random.Next(1, 9);
        bool sparse = random.Next(3) == 0;
        long Weight(int shift) => sparse && random.Next(3) > 0 ? 0 : (long)random.Next(-(1 << bits), 1 << bits) << shift;
        var weights = ImmutableArray.CreateBuilder<long>(rows * columns);
        for (int k = 0; k < rows; k++)
        for (int m = 0; m < columns; m++)
            weights.Add(Weight(positions == 1 ? fraction - type[k].Fraction : 0));
        long[] bias = [.. Enumerable.Range(0, columns).Select(_ => random.Next(4) == 0 ? 0L : random.Next(-300, 300))];
        int count = positions * columns;
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        var block = new AffineBlock(rows, columns, [.. map], [.. order], weights.ToImmutable(), [.. bias]);
        return builder.Affine($"affine{layer}", input, new Shape(count), [block], PerElement<int>.Uniform(fraction + bits / 2, count));
    }

    private static PerElement<FixedFormat> Formats(Random random, int count, int least, int most)
    {
        FixedFormat One()
        {
            int width = random.Next(least, most + 1);
            return new FixedFormat(random.Next(2) == 0, width, random.Next(1, width + 2));
        }
        FixedFormat common = One();
        return random.Next(4) == 0 ? PerElement<FixedFormat>.Create(count, _ => One()) : PerElement<FixedFormat>.Uniform(common, count);
    }
}
