namespace FastAI.Emulation;

/// <summary>How an emulator is built.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Vector width; null for the widest that the machine has.</summary>
    public InstructionSet? InstructionSet { get; init; }

    /// <summary>What lanes hold; null for what is fastest.</summary>
    public LaneUse? Lanes { get; init; }
}
