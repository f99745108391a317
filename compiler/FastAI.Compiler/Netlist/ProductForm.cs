namespace FastAI.Compiler.Netlist;

/// <summary>What a constant matrix is made of.</summary>
public enum ProductForm
{
    /// <summary>Shifts and additions of its own for every sum.</summary>
    Parallel,

    /// <summary>Multipliers, each for one weight of a sum in each phase of an event.</summary>
    SharedColumns,
}
