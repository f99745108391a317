using FastAI.Model.FixedPoint;

namespace FastAI.Emulation;

/// <summary>How an emulator is built.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Vector width; null for the widest that the machine has.</summary>
    public InstructionSet? InstructionSet { get; init; }

    /// <summary>How real inputs are rounded to the input formats.</summary>
    public Rounding InputRounding { get; init; } = Rounding.Rnd;

    /// <summary>What becomes of real inputs outside their formats.</summary>
    public Overflow InputOverflow { get; init; } = Overflow.Sat;
}
