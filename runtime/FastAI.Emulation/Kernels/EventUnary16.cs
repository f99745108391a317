using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on one event-major tensor of 16 bits. Exact where operand and result fit.</summary>
internal sealed unsafe class EventUnary16<S, V, W>(UnaryOperation operation, EventTensor from, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly int fromBase = from.Base;
    private readonly int toBase = to.Base;
    private readonly int stride = to.Stride;

    public override void Run(byte* tile, int events) =>
        PairLoops<S, V, W>.Unary(operation, (int*)(tile + fromBase), (int*)(tile + toBase), (events * stride + PairLoops<S, V, W>.Bytes - 1) / PairLoops<S, V, W>.Bytes);
}
