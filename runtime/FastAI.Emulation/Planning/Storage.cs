namespace FastAI.Emulation.Planning;

/// <summary>The integer width in which a tensor is kept, from the proved intervals of its elements.</summary>
internal enum Storage
{
    /// <summary>Every element fits 16 bits, signed; two share a slot.</summary>
    Pairs,

    /// <summary>Every element fits 32 bits, signed.</summary>
    Int32,

    Int64,
}
