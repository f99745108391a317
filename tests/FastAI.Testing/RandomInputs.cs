using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Testing;

/// <summary>Random events for a graph, batch-first: event by event all inputs in model order, row-major.</summary>
public static class RandomInputs
{
    /// <summary>A mix of events: uniform over the formats, all elements at an end of their range, near zero,
    /// and each element of its own kind.</summary>
    public static long[] For(FixedGraph graph, int seed, int events)
    {
        var random = new Random(seed);
        var formats = graph
            .Inputs.SelectMany(i => Enumerable.Range(0, graph.Nodes[i].Type.Count).Select(e => graph.Nodes[i].Type[e].Format))
            .ToArray();
        var mantissas = new long[events * formats.Length];
        for (int e = 0; e < events; e++)
        {
            int kind = random.Next(6);
            for (int i = 0; i < formats.Length; i++)
                mantissas[e * formats.Length + i] = One(random, formats[i], kind == 5 ? random.Next(5) : kind);
        }
        return mantissas;
    }

    private static long One(Random random, FixedFormat format, int kind) =>
        kind switch
        {
            0 => format.MinMantissa,
            1 => format.MaxMantissa,
            2 => Math.Clamp(random.Next(-3, 4), format.MinMantissa, format.MaxMantissa),
            3 => random.Next(2) == 0 ? format.MinMantissa : format.MaxMantissa,
            _ => format.MinMantissa + (long)((ulong)random.NextInt64() % ((ulong)(format.MaxMantissa - format.MinMantissa) + 1)),
        };
}
