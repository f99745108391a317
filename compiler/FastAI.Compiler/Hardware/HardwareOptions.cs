namespace FastAI.Compiler.Hardware;

/// <summary>What a model is compiled for. The same model and options give the same design.</summary>
public sealed record HardwareOptions
{
    /// <summary>Clock that every stage must meet by the device's delay model.</summary>
    public double ClockMHz { get; init; } = 200;

    /// <summary>Name of a device family: see <c>DelayModel.Names</c>.</summary>
    public string Device { get; init; } = "generic";

    /// <summary>0 to 3: how hard constant matrices are searched.</summary>
    public int Effort { get; init; } = 1;

    /// <summary>
    /// Adder levels that a constant matrix may use above the fewest possible; null for any number. Deeper sums share a little more and cost
    /// registers and cycles: on a 16-64-32-32-5 network 0 levels against any number gave 30,925 and 30,787 LUT, 8,328 and 12,583 FF, 8 and 11 cycles.
    /// </summary>
    public int? DepthSlack { get; init; } = 0;

    /// <summary>Start of the random sequences of searches.</summary>
    public ulong Seed { get; init; }

    /// <summary>Largest number of words; a larger design is refused.</summary>
    public int MaxWords { get; init; } = 5_000_000;
}
