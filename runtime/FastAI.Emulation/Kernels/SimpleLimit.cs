using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>The commonest requantisation: floor by a shift, then a clamp.</summary>
internal readonly record struct SimpleLimit(int Shift, int Low, int High)
{
    public static bool Covers(Requantization q) =>
        !q.Relu && q.Rounding is RoundingForm.None or RoundingForm.Floor && q.Limit is LimitForm.None or LimitForm.Clamp;

    public static SimpleLimit Of(Requantization q) => q.Limit == LimitForm.Clamp
        ? new(q.Shift, (int)q.Low, (int)q.High)
        : new(q.Shift, int.MinValue, int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<S, V, W>(V x)
        where S : struct, ISimd<V, W>
        where V : struct
        where W : struct => S.Min(S.Max(S.ShiftRight(x, Shift), S.Broadcast(Low)), S.Broadcast(High));
}
