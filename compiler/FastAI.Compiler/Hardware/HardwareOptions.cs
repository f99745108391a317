using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Hardware;

/// <summary>What a model is compiled for. The same model and options give the same design.</summary>
public sealed record HardwareOptions
{
    /// <summary>Clock that every stage must meet by the device's delay model; null for the highest that
    /// <see cref="LatencyBudget"/> allows.</summary>
    public double? ClockMHz { get; init; } = 200;

    /// <summary>Longest latency; null for any. A design that misses it is refused.</summary>
    public LatencyBudget? LatencyBudget { get; init; }

    /// <summary>Name of a device family: see <c>DelayModel.Names</c>.</summary>
    public string Device { get; init; } = "generic";

    /// <summary>Channels that share one instance of a stream design: samples of one channel come at
    /// least so many clock cycles apart.</summary>
    public int Interleave { get; init; } = 1;

    /// <summary>Cycles of a parallel design that share a multiplier: events come at least so many clock cycles apart. 1 for an event each
    /// cycle.</summary>
    public int Reuse { get; init; } = 1;

    /// <summary>0 to 3: how hard constant matrices are searched.</summary>
    public int Effort { get; init; } = 1;

    /// <summary>
    /// Adder levels that a constant matrix may use above the fewest possible; null for any number. Deeper sums share a little more and cost
    /// cycles and registers: on a 16-64-32-32-5 network at 200 MHz 0 levels against any number give 27,800 and 26,800 LUT, 6 and 8 cycles.
    /// </summary>
    public int? DepthSlack { get; init; } = 0;

    /// <summary>Start of the random sequences of searches.</summary>
    public ulong Seed { get; init; }

    /// <summary>What products of variables are made of.</summary>
    public MultiplierChoice Multipliers { get; init; }

    /// <summary>Whether symmetric tables are folded.</summary>
    public TableChoice Tables { get; init; }

    /// <summary>What look-up tables are made of of which <see cref="TableMemories"/> say nothing.</summary>
    public TableMemory TableMemory { get; init; }

    /// <summary>What the model asks single tables to be made of.</summary>
    public TableMemories TableMemories { get; init; } = TableMemories.None;

    /// <summary>Largest number of words; a larger design is refused.</summary>
    public int MaxWords { get; init; } = 5_000_000;
}
