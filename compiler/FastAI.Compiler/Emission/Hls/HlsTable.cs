using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>A look-up table as a constant array.</summary>
/// <param name="Name">Name of the array.</param>
/// <param name="First">Input mantissa of the first entry.</param>
/// <param name="Count">Number of entries.</param>
/// <param name="Type">Type of the entries: the narrowest of C++ that holds them; synthesis drops the bits that no entry needs.</param>
/// <param name="Lines">Entries, several to a line.</param>
/// <param name="InBlock">Whether it is a block of memory.</param>
internal sealed record HlsTable(string Name, long First, int Count, string Type, ImmutableArray<string> Lines, bool InBlock)
{
    /// <summary>Name of what it is made of (AMD UG1399, pragma HLS bind_storage).</summary>
    public string Storage => InBlock ? "bram" : "lutram";
}
