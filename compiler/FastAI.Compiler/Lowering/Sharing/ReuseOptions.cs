using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Lowering.Sharing;

/// <summary>How the hardware of a parallel design is shared by the cycles of an event.</summary>
/// <param name="Cycles">Cycles of an event, 2 to <see cref="Most"/>.</param>
/// <param name="Model">The device.</param>
/// <param name="Multipliers">What products of variables are made of.</param>
public sealed record ReuseOptions(int Cycles, DelayModel Model, MultiplierChoice Multipliers)
{
    /// <summary>Most cycles of an event.</summary>
    public const int Most = 1024;
}
