using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A look-up table as a constant array: the entries that the words reading it can reach.</summary>
/// <param name="Name">Name of the constant.</param>
/// <param name="First">Input mantissa of the first entry.</param>
/// <param name="Last">Index of the last entry.</param>
/// <param name="Type">Type of the entries.</param>
/// <param name="Lines">Entries, several to a line.</param>
internal sealed record VhdlTable(string Name, long First, int Last, VhdlType Type, ImmutableArray<string> Lines)
{
    /// <summary>Name of the entries' type.</summary>
    public string EntryType => Type.Name;
}
