using System.Runtime.Intrinsics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Planning;

/// <summary>The throughput kernel: lane = event.</summary>
internal sealed class LaneIsEvent<S, V, W> : IPairKernel
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public bool AllowsBytes => S.Lanes >= Vector256<int>.Count && AffineBytes.IsSupported;

    public Step Emit(FusedAffine chain, Element[] source, Tensor result, int scratch) =>
        new AffinePairs<S, V, W>(new AffineLayout(chain, source, result, Storage.Pairs, scratch).Build());
}
