using System.Collections.Immutable;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// A model as scalar integer words without time: what is computed, not when. Build one with <see cref="CircuitBuilder"/>;
/// <see cref="CircuitVerifier"/> states what holds.
/// </summary>
/// <param name="Name">Name of the model in lower snake case.</param>
/// <param name="Words">All words; operands have smaller indices.</param>
/// <param name="Inputs">Input ports in model order.</param>
/// <param name="Outputs">Output ports in model order.</param>
/// <param name="Layers">Names of the layers that words belong to.</param>
public sealed record Circuit(
    string Name,
    ImmutableArray<Word> Words,
    ImmutableArray<CircuitInput> Inputs,
    ImmutableArray<CircuitOutput> Outputs,
    ImmutableArray<string> Layers
)
{
    /// <summary>What each channel keeps from one sample to the next; empty for a model without time.</summary>
    public ImmutableArray<CircuitState> States { get; init; } = [];

    /// <summary>Samples of a channel before the one that gives its first result; null for a model without time,
    /// whose every event is independent.</summary>
    public int? WarmUp { get; init; }

    /// <summary>
    /// Channels that share the hardware in turn: every state is so many integers deep, and samples of one channel
    /// are at least so many clock cycles apart.
    /// </summary>
    public int Interleave { get; init; } = 1;

    /// <summary>Cycles that share the hardware of an event, and the least number of cycles from one event to the next: words have so many
    /// phases. 1 where a whole event enters with each clock.</summary>
    public int Reuse { get; init; } = 1;

    /// <summary>What was decided of each constant matrix; empty where <see cref="Reuse"/> is 1.</summary>
    public ImmutableArray<ProductReuse> Products { get; init; } = [];

    /// <summary>Whether samples of channels enter instead of whole events.</summary>
    public bool IsStream => WarmUp is not null;
}
