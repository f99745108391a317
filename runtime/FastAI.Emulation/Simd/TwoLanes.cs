namespace FastAI.Emulation.Simd;

/// <summary>What <see cref="SimdScalar"/> uses for a vector of 32-bit lanes.</summary>
internal readonly record struct TwoLanes(int A, int B);
