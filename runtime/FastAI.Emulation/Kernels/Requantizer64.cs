using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Applies a <see cref="Requantization"/> to 64-bit lanes.</summary>
internal static class Requantizer64<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Apply(W x, in Requantization q)
    {
        if (q.Relu)
            x = S.Max(x, S.Broadcast(0L));
        var y = q.Rounding switch
        {
            RoundingForm.ShiftLeft => S.ShiftLeft(x, q.Shift),
            RoundingForm.Floor => S.ShiftRight(x, q.Shift),
            RoundingForm.HalfUp => S.ShiftRight(S.Add(x, S.Broadcast(q.Threshold)), q.Shift),
            RoundingForm.Threshold => ByThreshold(x, q),
            _ => x,
        };
        if (q.Limit == LimitForm.None)
            return y;
        W low = S.Broadcast(q.Low),
            high = S.Broadcast(q.High);
        switch (q.Limit)
        {
            case LimitForm.WrapSigned:
                return S.ShiftRight(S.ShiftLeft(y, q.WrapShift), q.WrapShift);
            case LimitForm.WrapUnsigned:
                return S.And(y, high);
            case LimitForm.Clamp when q.Rounding != RoundingForm.ShiftLeft:
                return S.Min(S.Max(y, low), high);
        }
        W operand = y,
            above = high,
            below = low;
        if (q.Rounding == RoundingForm.ShiftLeft)
        {
            operand = x;
            above = S.Broadcast(q.OperandHigh);
            below = S.Broadcast(q.OperandLow);
        }
        W zero = S.Broadcast(0L),
            clamp = q.Limit == LimitForm.Clamp ? high : zero;
        y = S.Select(S.GreaterThan(operand, above), clamp, y);
        return S.Select(S.GreaterThan(below, operand), q.Limit == LimitForm.Clamp ? low : zero, y);
    }

    /// <summary>floor + (rest > t), where t is lowered for negative operands by SignStep and for odd floors by
    /// OddStep; nothing here can overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W ByThreshold(W x, in Requantization q)
    {
        var floor = S.ShiftRight(x, q.Shift);
        var rest = S.And(x, S.Broadcast((1L << q.Shift) - 1));
        var t = S.Broadcast(q.Threshold);
        if (q.SignStep != 0)
            t = S.Subtract(t, S.And(S.ShiftRight(x, 63), S.Broadcast(q.SignStep)));
        if (q.OddStep != 0)
            t = S.Subtract(t, S.And(floor, S.Broadcast(q.OddStep)));
        return S.Subtract(floor, S.GreaterThan(rest, t)); // a true comparison is minus one
    }
}
