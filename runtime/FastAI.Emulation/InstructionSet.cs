namespace FastAI.Emulation;

/// <summary>The vector width that kernels are compiled for. Results are the same on all.</summary>
public enum InstructionSet
{
    /// <summary>Plain integer code, for any machine.</summary>
    Scalar,

    /// <summary>128-bit vectors (SSE4.1, NEON).</summary>
    Vector128,

    /// <summary>256-bit vectors (AVX2).</summary>
    Vector256,

    /// <summary>512-bit vectors (AVX-512 F, BW, DQ).</summary>
    Vector512,
}
