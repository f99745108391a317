using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A look-up table as a constant array: the entries that the words reading it can reach.</summary>
/// <param name="Name">Name of the constant.</param>
/// <param name="First">Input mantissa of the first entry.</param>
/// <param name="Last">Index of the last entry.</param>
/// <param name="Type">Type of the entries.</param>
/// <param name="InBlock">Whether it is a block of memory.</param>
/// <param name="Lines">Entries, the last one first, several to a line.</param>
internal sealed record VhdlTable(string Name, long First, int Last, VhdlType Type, bool InBlock, ImmutableArray<string> Lines)
{
    /// <summary>AMD's name for where it goes (UG901, ROM_STYLE).</summary>
    public string Style => InBlock ? "block" : "distributed";

    /// <summary>Intel's name (Quartus Prime, romstyle).</summary>
    public string IntelStyle => InBlock ? "M20K" : "logic";

    /// <summary>Name of the entries' type.</summary>
    public string EntryType => Type.Name;
}
