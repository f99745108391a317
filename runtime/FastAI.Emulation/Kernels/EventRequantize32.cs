using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Quantize, relu or both on an event-major tensor in 32-bit lanes, all elements alike.</summary>
internal sealed unsafe class EventRequantize32<S, V, W>(Requantization requantization, EventTensor from, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly Requantization requantization = requantization;
    private readonly int fromBase = from.Base;
    private readonly int fromBytes = from.ElementBytes;
    private readonly int toBase = to.Base;
    private readonly int toBytes = to.ElementBytes;
    private readonly int width = to.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* x = tile + fromBase, y = tile + toBase;
        for (int i = 0; i < events * width; i += S.Lanes)
            WordLoops<S, V, W>.Store(Requantizer32<S, V, W>.Apply(WordLoops<S, V, W>.Load(x, fromBytes, i), in requantization), y, toBytes, i);
    }
}
