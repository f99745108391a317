using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Testing;

/// <summary>
/// A stream of samples of several channels, as a detector sends it: channels in turn, with samples left out, a channel that starts anew now
/// and then, and resets of all channels. Each sample has the result that the model gives on the channel's last window since its start.
/// </summary>
public sealed class StreamTicks
{
    /// <summary>One sample.</summary>
    /// <param name="Channel">Its channel.</param>
    /// <param name="Restart">Whether it is the first of its channel.</param>
    /// <param name="Reset">Whether all channels start anew before it.</param>
    /// <param name="Sample">Mantissas of the newest columns of all inputs.</param>
    /// <param name="Result">What is due; null during the channel's warm-up.</param>
    public sealed record Tick(int Channel, bool Restart, bool Reset, long[] Sample, long[]? Result);

    /// <param name="graph">A model with settings for a stream.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="samples">Number of samples over all channels.</param>
    /// <param name="seed">Start of the random numbers.</param>
    /// <param name="resets">Resets of all channels, at random places.</param>
    public static IReadOnlyList<Tick> Create(FixedGraph graph, int channels, int samples, int seed, int resets = 1)
    {
        var random = new Random(seed);
        var settings = graph.Stream!;
        FixedFormat[] formats = [.. Formats(graph)];
        var open = Enumerable.Range(0, channels).Select(_ => new List<(int At, long[] Sample)>()).ToArray();
        var results = new long[]?[samples];
        var (channelOf, restarts, all) = (new int[samples], new bool[samples], new long[samples][]);
        var resetAt = Enumerable.Range(0, resets).Select(_ => random.Next(samples / 4, samples)).ToHashSet();
        int turn = 0;
        for (int i = 0; i < samples; i++)
        {
            while (random.Next(6) == 0)
                turn++;
            int channel = turn++ % channels;
            if (resetAt.Contains(i))
                for (int c = 0; c < channels; c++)
                    Close(c);
            // warm-up must end now and then
            if (random.Next(6 * (settings.Ticks + 3)) == 0)
                (restarts[i], _) = (true, Close(channel));
            (channelOf[i], all[i]) = (channel, [.. formats.Select(f => Mantissa(random, f))]);
            open[channel].Add((i, all[i]));
        }
        for (int c = 0; c < channels; c++)
            Close(c);
        return [.. Enumerable.Range(0, samples).Select(i => new Tick(channelOf[i], restarts[i], resetAt.Contains(i), all[i], results[i]))];

        bool Close(int channel)
        {
            List<long[]> windows = StreamOracle.Windows(graph, [.. open[channel].Select(s => s.Sample)]);
            for (int w = 0; w < windows.Count; w++)
                results[open[channel][w + settings.Ticks - 1].At] = windows[w];
            open[channel].Clear();
            return true;
        }
    }

    private static IEnumerable<FixedFormat> Formats(FixedGraph graph)
    {
        var settings = graph.Stream!;
        for (int input = 0; input < graph.Inputs.Length; input++)
        {
            if (settings.FeedbackInto(input) is not null)
                continue;
            var type = graph.Nodes[graph.Inputs[input]].Type;
            int axis = settings.TimeAxes[input],
                inner = axis < 0 ? type.Count : type.Shape.Extents.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
            for (int e = 0; e < type.Count / settings.Ticks; e++)
                yield return type[e / inner * settings.Ticks * inner + e % inner].Format;
        }
    }

    private static long Mantissa(Random random, FixedFormat format) =>
        random.Next(6) switch
        {
            0 => format.MinMantissa,
            1 => format.MaxMantissa,
            _ => (long)((Int128)format.MinMantissa + random.NextInt64() % ((Int128)format.MaxMantissa - format.MinMantissa + 1)),
        };
}
