namespace FastAI.Emulation.Simd;

/// <summary>Two 16-bit lanes in one 32-bit word.</summary>
internal static class Halves
{
    /// <summary>The low 16 bits of each.</summary>
    public static int Of(int low, int high) => (ushort)low | (high << 16);
}
