using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Emission;

namespace FastAI.Compiler.Simulation;

/// <summary>Compares what the firmware of a stream design gave, and when, with what it had to give.</summary>
public static class StreamComparison
{
    /// <param name="ports">The design's interface.</param>
    /// <param name="ticks">How the samples entered and whether each has a result.</param>
    /// <param name="expected">Sample by sample all output mantissas, of any value where there is no result.</param>
    /// <param name="result">What the firmware gave.</param>
    /// <param name="latency">Cycles from a sample to its result; null for C++, which has none.</param>
    /// <returns>The first mismatch, whose event is the number of the sample; null when everything agrees.</returns>
    public static SimulationMismatch? FirstMismatch(
        DesignInterface ports,
        ImmutableArray<StreamTick> ticks,
        ReadOnlySpan<long> expected,
        StreamSimulationResult result,
        int? latency
    )
    {
        if (latency is not null && result.TakenCycles.Length != ticks.Length)
            return Whole(ticks.Length, $"{result.TakenCycles.Length} of {ticks.Length} samples were taken");
        int next = 0,
            count = ports.OutputCount;
        for (int i = 0; i < ticks.Length; i++)
        {
            if (!ticks[i].Valid || IsForgotten(result, i, latency))
                continue;
            int due = latency is { } cycles ? result.TakenCycles[i] + cycles : i;
            if (next == result.Results.Length)
                return Whole(i, "no result came out");
            StreamSimulationOutput found = result.Results[next++];
            if (found.At != due)
                return Whole(i, string.Create(CultureInfo.InvariantCulture, $"the result came at {found.At}, not at {due}"));
            if (found.Channel != ticks[i].Channel)
                return Whole(
                    i,
                    string.Create(CultureInfo.InvariantCulture, $"the result is of channel {found.Channel}, not {ticks[i].Channel}")
                );
            foreach (PortTensor tensor in ports.Outputs)
            {
                for (int e = 0; e < tensor.Count; e++)
                {
                    long right = expected[i * count + tensor.FirstElement + e],
                        got = found.Mantissas[tensor.FirstElement + e];
                    if (got == right)
                        continue;
                    return new SimulationMismatch(
                        i,
                        tensor.Name,
                        e,
                        right,
                        got,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"sample {i} of channel {ticks[i].Channel}, output '{tensor.Name}'[{e}] ({tensor.Formats[e]}): {got} where {right} is expected"
                        )
                    );
                }
            }
        }
        return next == result.Results.Length
            ? null
            : Whole(
                ticks.Length,
                string.Create(CultureInfo.InvariantCulture, $"{result.Results.Length - next} results came out that are not due")
            );
    }

    /// <summary>Whether a reset came before the result.</summary>
    private static bool IsForgotten(StreamSimulationResult result, int sample, int? latency) =>
        latency is { } cycles && result.ResetCycles.Any(r => r > result.TakenCycles[sample] && r <= result.TakenCycles[sample] + cycles);

    private static SimulationMismatch Whole(int sample, string why) =>
        new(sample, null, null, null, null, string.Create(CultureInfo.InvariantCulture, $"sample {sample}: {why}"));
}
