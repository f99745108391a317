namespace FastAI.Emulation.Kernels;

/// <summary>A map of a <see cref="WholeChain{T, U}"/>, or of its last map one item.</summary>
/// <param name="Vectors">Vectors of eight sums: 4 or 8; of the last map 1, 2 or 4.</param>
/// <param name="Units">How many times 32 bits it reads, a multiple of four.</param>
/// <param name="Limits">How far its limits lie behind its biases, in bytes.</param>
/// <param name="Target">Of the last map: where its results go, in bytes from the first result.</param>
internal readonly record struct ChainPart(int Vectors, int Units, int Limits, int Target);
