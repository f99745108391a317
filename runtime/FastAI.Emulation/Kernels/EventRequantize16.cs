using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Quantize of an event-major tensor of 16 bits, all elements alike. Exact where <see cref="PairLimit.Covers"/> says so.</summary>
internal sealed unsafe class EventRequantize16<S, V, W>(PairLimit limit, EventTensor from, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly PairLimit limit = limit;
    private readonly int fromBase = from.Base;
    private readonly int toBase = to.Base;
    private readonly int stride = to.Stride;

    public override void Run(byte* tile, int events) =>
        PairLoops<S, V, W>.Requantize(in limit, (int*)(tile + fromBase), (int*)(tile + toBase), (events * stride + PairLoops<S, V, W>.Bytes - 1) / PairLoops<S, V, W>.Bytes);
}
