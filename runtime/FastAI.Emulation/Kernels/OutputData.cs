using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>What <see cref="AffineOutputs{S, V, W}"/> runs on.</summary>
internal sealed record OutputData(OutputGroup[] Groups, int[] Units, int[] Weights, int[] Bias, Requantization[] Requantize, Row[] Targets);
