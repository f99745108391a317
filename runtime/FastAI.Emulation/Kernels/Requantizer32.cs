using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Applies a <see cref="Requantization"/> to 32-bit lanes.</summary>
internal static class Requantizer32<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, in Requantization q)
    {
        if (q.Relu)
            x = S.Max(x, S.Broadcast(0));
        var y = q.Rounding switch
        {
            RoundingForm.ShiftLeft => S.ShiftLeft(x, q.Shift),
            RoundingForm.Floor => S.ShiftRight(x, q.Shift),
            RoundingForm.HalfUp => S.ShiftRight(S.Add(x, S.Broadcast((int)q.Threshold)), q.Shift),
            RoundingForm.Threshold => ByThreshold(x, q),
            _ => x,
        };
        if (q.Limit == LimitForm.None)
            return y;
        V low = S.Broadcast((int)q.Low),
            high = S.Broadcast((int)q.High);
        switch (q.Limit)
        {
            case LimitForm.WrapSigned:
                return S.ShiftRight(S.ShiftLeft(y, q.WrapShift), q.WrapShift);
            case LimitForm.WrapUnsigned:
                return S.And(y, high);
            case LimitForm.Clamp when q.Rounding != RoundingForm.ShiftLeft:
                return S.Min(S.Max(y, low), high);
        }
        V operand = y,
            above = high,
            below = low;
        if (q.Rounding == RoundingForm.ShiftLeft)
        {
            operand = x;
            above = S.Broadcast((int)q.OperandHigh);
            below = S.Broadcast((int)q.OperandLow);
        }
        V zero = S.Broadcast(0),
            clamp = q.Limit == LimitForm.Clamp ? high : zero;
        y = S.Select(S.GreaterThan(operand, above), clamp, y);
        return S.Select(S.GreaterThan(below, operand), q.Limit == LimitForm.Clamp ? low : zero, y);
    }

    /// <summary>floor + (rest > t), where t is lowered for negative operands by SignStep and for odd floors by
    /// OddStep; nothing here can overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ByThreshold(V x, in Requantization q)
    {
        var floor = S.ShiftRight(x, q.Shift);
        var rest = S.And(x, S.Broadcast((1 << q.Shift) - 1));
        var t = S.Broadcast((int)q.Threshold);
        if (q.SignStep != 0)
            t = S.Subtract(t, S.And(S.ShiftRight(x, 31), S.Broadcast((int)q.SignStep)));
        if (q.OddStep != 0)
            t = S.Subtract(t, S.And(floor, S.Broadcast((int)q.OddStep)));
        return S.Subtract(floor, S.GreaterThan(rest, t)); // a true comparison is minus one
    }
}
