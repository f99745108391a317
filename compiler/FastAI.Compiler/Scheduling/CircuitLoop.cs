namespace FastAI.Compiler.Scheduling;

/// <summary>States that depend on their own values of earlier samples.</summary>
/// <param name="Name">Layer of its first state.</param>
/// <param name="Cycles">Clock cycles from a sample to the next that the loop needs.</param>
/// <param name="Slack">Cycles that the distance between samples of a channel leaves; never negative in a design.</param>
public sealed record CircuitLoop(string Name, int Cycles, int Slack);
