using System.Collections.Immutable;

namespace FastAI.Compiler.Simulation;

/// <summary>What generated firmware computed.</summary>
/// <param name="Outputs">Event by event all output mantissas in model order, row-major. Fewer or more events than
/// went in are a fault of the design.</param>
/// <param name="TakenCycles">For each event the number of the clock edge that took it; empty for C++.</param>
/// <param name="ValidCycles">For each result the number of the clock edge after which out_valid was high; empty for C++.</param>
public sealed record SimulationResult(ImmutableArray<long> Outputs, ImmutableArray<int> TakenCycles, ImmutableArray<int> ValidCycles)
{
    /// <summary>Cycles from each event to its result, as long as both are there.</summary>
    public IEnumerable<int> Latencies => TakenCycles.Zip(ValidCycles, (taken, valid) => valid - taken);
}
