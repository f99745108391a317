using System.Collections.Immutable;

namespace FastAI.Compiler.Simulation;

/// <summary>One result of a stream design.</summary>
/// <param name="At">Number of the clock edge after which out_valid was high; for C++, number of the sample.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Mantissas">All output mantissas in model order, row-major.</param>
public sealed record StreamSimulationOutput(int At, int Channel, ImmutableArray<long> Mantissas);
