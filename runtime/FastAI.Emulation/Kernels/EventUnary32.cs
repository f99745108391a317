using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on one event-major tensor in 32-bit lanes, which hold operand and result.</summary>
internal sealed unsafe class EventUnary32<S, V, W>(UnaryOperation operation, EventTensor from, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly int fromBase = from.Base;
    private readonly int fromBytes = from.ElementBytes;
    private readonly int toBase = to.Base;
    private readonly int toBytes = to.ElementBytes;
    private readonly int width = to.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* x = tile + fromBase,
            y = tile + toBase;
        int count = events * width,
            bytesX = fromBytes,
            bytes = toBytes;
        var apply = operation;
        for (int i = 0; i < count; i += S.Lanes)
            WordLoops<S, V, W>.Store(WordLoops<S, V, W>.Apply(apply, WordLoops<S, V, W>.Load(x, bytesX, i)), y, bytes, i);
    }
}
