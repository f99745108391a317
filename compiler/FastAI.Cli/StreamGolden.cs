using FastAI.Compiler.Emission;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Cli;

/// <summary>
/// Samples for the self-checking test benches of stream designs: windows of the calibration data one after the other, extremes, and seeded
/// random mantissas, over all channels, with a restart of each channel now and then and a reset in the middle.
/// </summary>
internal static class StreamGolden
{
    /// <summary>More samples than the LHC has bunch crossings in an orbit, 3564.</summary>
    private const int Samples = 3600;

    /// <summary>Ticks from one restart of a channel to the next, beyond the window.</summary>
    private const int TicksPerRecording = 120;

    public static GoldenVectors Vectors(FixedGraph graph, int interleave, CalibrationData? calibration)
    {
        var schedule = StreamSchedule.Create(graph, interleave, Recordings(graph, calibration), Samples);
        return new GoldenVectors(schedule.Ticks.Length, [.. schedule.Samples], [.. schedule.Results]) { Ticks = schedule.Ticks };
    }

    private static IEnumerable<long[]> Recordings(FixedGraph graph, CalibrationData? calibration)
    {
        var settings = graph.Stream!;
        int[] inputs = [.. Enumerable.Range(0, graph.Inputs.Length).Where(i => settings.FeedbackInto(i) is null)];
        int events = calibration?.Events ?? 0,
            next = 0,
            length = settings.Ticks + TicksPerRecording;
        var random = new Random(1);
        while (true)
        {
            var recording = new List<long>();
            for (int t = 0; t < length; t++)
            {
                bool fromData = events > 0 && t < length / 2;
                foreach (int i in inputs)
                    Append(
                        recording,
                        graph,
                        settings,
                        i,
                        fromData ? calibration!.Inputs[i] : null,
                        next % Math.Max(1, events),
                        t % settings.Ticks,
                        random
                    );
                if (fromData && (t + 1) % settings.Ticks == 0)
                    next++;
            }
            yield return [.. recording];
        }
    }

    /// <summary>One column of an input: of the calibration data, or random with many extremes.</summary>
    private static void Append(
        List<long> recording,
        FixedGraph graph,
        StreamSettings settings,
        int input,
        double[]? data,
        int e,
        int tick,
        Random random
    )
    {
        var node = (InputNode)graph.Nodes[graph.Inputs[input]];
        int axis = settings.TimeAxes[input],
            count = node.Type.Count;
        int inner = axis == StreamSettings.NoAxis ? count : node.Type.Shape.Extents.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        for (int outer = 0; outer < count / settings.Ticks / inner; outer++)
        {
            for (int i = 0; i < inner; i++)
            {
                int element = (outer * settings.Ticks + tick) * inner + i;
                var format = node.Type[element].Format;
                recording.Add(
                    data is not null
                        ? node.Quantize(data[(long)e * count + element], element)
                        : random.Next(6) switch
                        {
                            0 => format.MinMantissa,
                            1 => format.MaxMantissa,
                            _ => random.NextInt64(format.MinMantissa, format.MaxMantissa) + random.Next(2),
                        }
                );
            }
        }
    }
}
