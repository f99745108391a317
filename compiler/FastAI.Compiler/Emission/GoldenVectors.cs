using System.Collections.Immutable;

namespace FastAI.Compiler.Emission;

/// <summary>Events with their results, for the self-checking test bench. They come from the emulator, not
/// from the circuit that is tested.</summary>
public sealed record GoldenVectors
{
    /// <param name="events">Number of events, at least 1.</param>
    /// <param name="inputs">Event by event all input mantissas in model order, row-major.</param>
    /// <param name="outputs">Event by event all output mantissas in model order, row-major.</param>
    public GoldenVectors(int events, ImmutableArray<long> inputs, ImmutableArray<long> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        if (inputs.Length % events != 0 || outputs.Length % events != 0)
            throw new ArgumentException($"{inputs.Length} inputs and {outputs.Length} outputs do not make {events} whole events");
        (Events, Inputs, Outputs) = (events, inputs, outputs);
    }

    public int Events { get; }

    /// <summary>For a stream design, how each event, which is then a sample of a channel, enters; else empty. Outputs of a
    /// sample without result are zero.</summary>
    public ImmutableArray<StreamTick> Ticks { get; init; } = [];

    /// <summary>Event by event all input mantissas in model order, row-major.</summary>
    public ImmutableArray<long> Inputs { get; }

    /// <summary>Event by event all output mantissas in model order, row-major.</summary>
    public ImmutableArray<long> Outputs { get; }
}
