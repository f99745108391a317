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
        byte* x = tile + fromBase,
            y = tile + toBase;
        int count = events * width,
            bytesX = fromBytes,
            bytes = toBytes;
        if (SimpleLimit.Covers(requantization.WithHalfAdded()))
        {
            var simple = SimpleLimit.Of(requantization.WithHalfAdded());
            V half = S.Broadcast((int)requantization.Half),
                shift = S.Broadcast(simple.Shift),
                low = S.Broadcast(simple.Low),
                high = S.Broadcast(simple.High);
            for (int i = 0; i < count; i += S.Lanes)
                WordLoops<S, V, W>.Store(
                    S.Min(S.Max(S.ShiftRight(S.Add(WordLoops<S, V, W>.Load(x, bytesX, i), half), shift), low), high),
                    y,
                    bytes,
                    i
                );
            return;
        }
        for (int i = 0; i < count; i += S.Lanes)
            WordLoops<S, V, W>.Store(Requantizer32<S, V, W>.Apply(WordLoops<S, V, W>.Load(x, bytesX, i), in requantization), y, bytes, i);
    }
}
