using System.Globalization;
using FastAI.Compiler.Emission;

namespace FastAI.Compiler.Simulation;

/// <summary>Compares what generated firmware computed with what it had to compute.</summary>
public static class SimulationComparison
{
    /// <param name="ports">The design's interface.</param>
    /// <param name="expected">Event by event all output mantissas in model order, row-major.</param>
    /// <param name="result">What the firmware computed.</param>
    /// <param name="latency">Cycles that every event must take, where the result has cycles; null when it is not known.</param>
    /// <returns>The first mismatch, or null when everything agrees.</returns>
    public static SimulationMismatch? FirstMismatch(
        DesignInterface ports,
        ReadOnlySpan<long> expected,
        SimulationResult result,
        int? latency
    )
    {
        int count = ports.OutputCount,
            events = expected.Length / count;
        for (int e = 0; e < events; e++)
        {
            if ((e + 1) * count > result.Outputs.Length)
                return Whole(e, "no result came out");
            if (latency is { } cycles && result.ValidCycles.Length > 0 && result.ValidCycles[e] - result.TakenCycles[e] != cycles)
            {
                return Whole(
                    e,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"taken in cycle {result.TakenCycles[e]}, result in cycle {result.ValidCycles[e]}: {result.ValidCycles[e] - result.TakenCycles[e]} cycles where the design states {cycles}"
                    )
                );
            }
            foreach (PortTensor tensor in ports.Outputs)
            {
                for (int i = 0; i < tensor.Count; i++)
                {
                    int at = e * count + tensor.FirstElement + i;
                    if (result.Outputs[at] == expected[at])
                        continue;
                    return new SimulationMismatch(
                        e,
                        tensor.Name,
                        i,
                        expected[at],
                        result.Outputs[at],
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"event {e}, output '{tensor.Name}'[{i}] ({tensor.Formats[i]}): {result.Outputs[at]} where {expected[at]} is expected"
                        )
                    );
                }
            }
        }
        return result.Outputs.Length == expected.Length
            ? null
            : Whole(events, $"{result.Outputs.Length / count} results came out of {events} events");
    }

    private static SimulationMismatch Whole(int e, string why) =>
        new(e, null, null, null, null, string.Create(CultureInfo.InvariantCulture, $"event {e}: {why}"));
}
