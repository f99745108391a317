using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>What an affine kernel runs on: groups of sums, and for each of a group's outputs bias, requantisation and target.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Units">Slots read, for all groups.</param>
/// <param name="Weights">Weights for all groups; for pairs of 16-bit elements the two weights of a slot in
/// one 32-bit word, low half first.</param>
/// <param name="Bias">For each output of each group.</param>
/// <param name="Requantize">For each output of each group.</param>
/// <param name="Targets">For each output of each group. Outputs 0 and 1, and 2 and 3, share a slot
/// when the result is kept as pairs.</param>
/// <param name="TargetStorage">Storage of the result.</param>
/// <param name="TargetOffset">What is added to every stored result.</param>
/// <param name="Scratch">First of four slots that a kernel may use between its sums and their requantisation.</param>
internal sealed record AffineData(
    AffineGroup[] Groups,
    int[] Units,
    long[] Weights,
    long[] Bias,
    Requantization[] Requantize,
    Row[] Targets,
    Storage TargetStorage,
    int TargetOffset,
    int Scratch
);
