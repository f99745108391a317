using FastAI.Emulation.Simd;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Kernels;

/// <summary>What <see cref="Requantize16{S, V, W}"/> does with a slot; each number holds one for either half.</summary>
internal readonly record struct PairLimit(int Half, int Shift, int Low, int High)
{
    /// <summary>Whether 16-bit lanes can do it: operand and half a step do not overflow, and the form is a shift and a clamp.</summary>
    public static bool Covers(Requantization q, Interval operand) =>
        !q.Relu
        && q.Rounding is RoundingForm.None or RoundingForm.Floor or RoundingForm.HalfUp
        && q.Limit is LimitForm.None or LimitForm.Clamp
        && q.Shift < 16
        && operand.High + q.Half <= short.MaxValue;

    public static PairLimit Of(Requantization low, Requantization high) =>
        new(
            Halves.Of((int)low.Half, (int)high.Half),
            low.Shift,
            Halves.Of(End(low, low.Low, short.MinValue), End(high, high.Low, short.MinValue)),
            Halves.Of(End(low, low.High, short.MaxValue), End(high, high.High, short.MaxValue))
        );

    /// <summary>The same for what is that much too great, modulo 2^16.</summary>
    public PairLimit Less(int excess) => this with { Half = Halves.Of((short)Half - excess, (Half >> 16) - excess) };

    private static int End(Requantization q, long limit, int open) =>
        q.Limit == LimitForm.None ? open : (int)Math.Clamp(limit, short.MinValue, short.MaxValue);
}
