using FastAI.Emulation.Kernels;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Planning;

/// <summary>The latency kernel: one event, lane = output.</summary>
internal sealed class LaneIsOutput<S, V, W> : IPairKernel
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public bool AllowsBytes => false;

    public Step Emit(FusedAffine chain, Element[] source, Tensor result, int scratch) =>
        new AffineOutputs<S, V, W>(new OutputLayout(chain, source, result, S.Lanes).Build());
}
