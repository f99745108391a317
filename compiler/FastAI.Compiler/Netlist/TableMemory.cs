namespace FastAI.Compiler.Netlist;

/// <summary>What look-up tables are made of.</summary>
public enum TableMemory
{
    /// <summary>Memory blocks where a block saves <see cref="Optimization.PlaceTables.BlockInLuts"/> LUTs, of the table and of the whole
    /// design, and takes no more cycles; else LUTs.</summary>
    Auto,

    /// <summary>LUTs.</summary>
    Lut,

    /// <summary>Memory blocks, whatever the cycles that their registers take.</summary>
    Block,
}
