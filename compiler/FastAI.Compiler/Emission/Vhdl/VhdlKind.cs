namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>How a word is represented.</summary>
internal enum VhdlKind
{
    /// <summary>0 or 1 as <c>std_logic</c>.</summary>
    Bit,

    /// <summary><c>integer range low to high</c>: magnitudes below 2^30, so that sums of two stay within 32 bits.</summary>
    Integer,

    /// <summary><c>signed</c>, one bit wider than the word if that is unsigned.</summary>
    Vector,
}
