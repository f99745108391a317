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

    /// <summary>The lowest byte of each 32-bit lane, unsigned, with the tensor's offset; this and the next three are for
    /// <see cref="Kernels.AffineBytes"/> alone.</summary>
    Byte0,

    Byte1,

    Byte2,

    Byte3,
}
