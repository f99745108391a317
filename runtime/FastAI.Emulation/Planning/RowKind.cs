namespace FastAI.Emulation.Planning;

/// <summary>Where in its slot an element lies, and how wide it is.</summary>
internal enum RowKind : byte
{
    /// <summary>The low 16 bits of each 32-bit lane.</summary>
    Low16,

    /// <summary>The high 16 bits of each 32-bit lane.</summary>
    High16,

    /// <summary>A 32-bit lane.</summary>
    Int32,

    /// <summary>A 64-bit lane; the row takes two slots.</summary>
    Int64,
}
