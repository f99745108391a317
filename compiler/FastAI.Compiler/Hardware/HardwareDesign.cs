using FastAI.Compiler.Estimation;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Hardware;

/// <summary>What is emitted as hardware.</summary>
/// <param name="Pipeline">The circuit with its stages.</param>
/// <param name="Resources">Estimate of what the device needs, in total and for each layer.</param>
public sealed record HardwareDesign(PipelinedCircuit Pipeline, ResourceEstimate Resources);
