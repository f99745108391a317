namespace FastAI.Emulation.Kernels;

/// <summary>The instructions that a rounding mode becomes for given operands.</summary>
internal enum RoundingForm : byte
{
    /// <summary>No bits are dropped or appended.</summary>
    None,

    /// <summary>Zeros are appended; limits are compared with the operand, so that bits shifted out do not matter.</summary>
    ShiftLeft,

    /// <summary>Arithmetic shift.</summary>
    Floor,

    /// <summary>Half a step is added, then an arithmetic shift; the sum is proved not to overflow.</summary>
    HalfUp,

    /// <summary>Floor, plus one where the dropped bits exceed a threshold that may depend on the sign and on the floor's parity.</summary>
    Threshold,
}
