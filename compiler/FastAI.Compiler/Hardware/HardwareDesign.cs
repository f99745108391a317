using System.Collections.Immutable;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Hardware;

/// <summary>What is emitted as hardware.</summary>
/// <param name="Pipeline">The circuit with its stages.</param>
/// <param name="Resources">Estimate of what the device needs, in total and for each layer.</param>
public sealed record HardwareDesign(PipelinedCircuit Pipeline, ResourceEstimate Resources)
{
    /// <summary>Why this design and not another that was made too; null when none was.</summary>
    public string? Choice { get; init; }

    /// <summary>Slower designs of the same circuit within the latency budget, fastest first; empty where a clock is given.</summary>
    public ImmutableArray<HardwareDesign> Slower { get; init; } = [];
}
