namespace FastAI.Compiler.Netlist;

/// <summary>One of the three bits that a carry chain adds in each column: an operand's bit where <see cref="Live"/>, inverted where
/// <see cref="Flip"/>; else the constant <see cref="Flip"/>.</summary>
/// <param name="Live">Columns with a bit of the operand, which is sign-extended.</param>
/// <param name="Flip">Columns whose bit is inverted, or is the constant one.</param>
public readonly record struct SumSlot(ulong Live, ulong Flip)
{
    public ulong Used => Live | Flip;
}
