using FastAI.Compiler.Estimation;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Hardware;

/// <summary>What else a latency budget allows: the same circuit in fewer stages, at the highest clock of each, which keeps fewer
/// registers and takes fewer events a second.</summary>
internal static class SlowerClocks
{
    /// <summary>Stages, in quarters of those of the best design.</summary>
    private static readonly int[] Quarters = [3, 2, 1];

    /// <summary>The design with the slower ones beside it, where its clock was found for a budget.</summary>
    public static HardwareDesign Beside(HardwareDesign design, HardwareOptions options)
    {
        if (options is not { ClockMHz: null, LatencyBudget: { } budget })
            return design;
        DelayModel model = DelayModel.Of(options.Device);
        var slower = Quarters
            .Select(quarters => design.Pipeline.Latency * quarters / 4)
            .Where(stages => stages > 0)
            .Distinct()
            .Select(stages =>
                Attempt.Of(() => LatencySearch.Schedule(design.Pipeline.Circuit, model, LatencyBudget.OfCycles(stages)), out _)
            )
            .OfType<PipelinedCircuit>() // words with registers of their own may need more stages
            .DistinctBy(pipeline => pipeline.Latency)
            .Where(pipeline => pipeline.Latency < design.Pipeline.Latency && budget.Allows(pipeline.Latency, pipeline.ClockMHz));
        return design with { Slower = [.. slower.Select(pipeline => new HardwareDesign(pipeline, ResourceEstimator.Estimate(pipeline)))] };
    }
}
