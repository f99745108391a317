using System.Collections.Immutable;

namespace FastAI.Compiler.Simulation;

/// <summary>What the firmware of a stream design gave.</summary>
/// <param name="Results">All results in the order in which they came.</param>
/// <param name="TakenCycles">For each sample the number of the clock edge that took it; empty for C++.</param>
/// <param name="ResetCycles">Numbers of the clock edges with rst high; empty for C++.</param>
public sealed record StreamSimulationResult(
    ImmutableArray<StreamSimulationOutput> Results,
    ImmutableArray<int> TakenCycles,
    ImmutableArray<int> ResetCycles
);
