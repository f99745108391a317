namespace FastAI.Emulation.Planning;

/// <summary>The integer width in which a tensor is kept, from the proved intervals of its elements.</summary>
internal enum Storage
{
    /// <summary>Every element fits 16 bits, signed; two share a slot.</summary>
    Pairs,

    /// <summary>Every element fits 32 bits, signed.</summary>
    Int32,

    Int64,

    /// <summary>Every element fits 8 bits, unsigned, once the tensor's offset is added; four share a slot. Only 8-bit
    /// affine kernels write and read it.</summary>
    Bytes,
}
