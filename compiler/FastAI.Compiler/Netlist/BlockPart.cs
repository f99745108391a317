namespace FastAI.Compiler.Netlist;

/// <summary>A part of a block between two places for a register.</summary>
public enum BlockPart
{
    /// <summary>No block.</summary>
    None,

    /// <summary>From the fabric to the operand registers of a multiplier block.</summary>
    Operand,

    /// <summary>Behind the register of a multiplier's partial sums, up to its result register.</summary>
    Result,

    /// <summary>From the clock to the output of a memory block.</summary>
    Memory,

    /// <summary>No block: a register of the fabric, so that whoever reads the word stands in a later stage.</summary>
    Register,
}
