using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on two event-major tensors of 16 bits. Exact where <see cref="PairLoops{S, V, W}"/> is.</summary>
internal sealed unsafe class EventBinary16<S, V, W>(BinaryOperation operation, EventTensor left, EventTensor right, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly int leftBase = left.Base;
    private readonly int rightBase = right.Base;
    private readonly int toBase = to.Base;
    private readonly int stride = to.Stride;

    public override void Run(byte* tile, int events) =>
        PairLoops<S, V, W>.Binary(operation, (int*)(tile + leftBase), (int*)(tile + rightBase), (int*)(tile + toBase), (events * stride + PairLoops<S, V, W>.Bytes - 1) / PairLoops<S, V, W>.Bytes);
}
