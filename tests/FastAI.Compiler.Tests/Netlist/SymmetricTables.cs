using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Models of one table whose rounded entries are symmetric, or would be but for one of them.</summary>
internal static class SymmetricTables
{
    public const int Kinds = 5;

    /// <param name="seed">Chooses kind, sizes and steepness.</param>
    public static FixedGraph Create(int seed)
    {
        var random = new Random(seed);
        int bits = random.Next(9, 12),
            width = random.Next(8, 13),
            low = -(1 << (bits - 1)),
            kind = seed % Kinds;
        double step = Math.Pow(2, random.Next(3, 5) - bits + random.NextDouble());
        long scale = (1L << width) - (kind == 1 ? 1 : 0);
        long[] entries =
        [
            .. Enumerable
                .Range(low, 1 << bits)
                .Select(i =>
                    kind switch
                    {
                        0 => (long)Math.Round(scale * Math.Tanh(i * step), MidpointRounding.AwayFromZero),
                        1 => i >= 0 ? Sigmoid(i * step, scale) : scale - Sigmoid(-i * step, scale), // around half a step
                        2 => (long)Math.Round(scale / (1 + Math.Abs(i * step))),
                        3 => i == low + 1 ? 3 : (long)Math.Round(scale * Math.Tanh(i * step), MidpointRounding.AwayFromZero),
                        _ => (long)Math.Round(scale / (1 + Math.Abs(i * step))) + (i == 5 ? 1 : 0),
                    }
                ),
        ];
        var builder = new FixedGraphBuilder("symmetric");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(new FixedFormat(true, bits, 4), 1));
        var table = new LookupTable(low, [.. entries], FixedFormat.ForInterval(new(entries.Min(), entries.Max()), 0));
        builder.Output("y", builder.Table("table", x, [table], PerElement<int>.Uniform(0, 1)));
        return builder.Build();
    }

    private static long Sigmoid(double x, long scale) => (long)Math.Round(scale / (1 + Math.Exp(-x)), MidpointRounding.AwayFromZero);
}
