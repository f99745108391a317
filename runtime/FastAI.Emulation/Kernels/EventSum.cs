using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// One or two products of 16-bit elements, added in 32-bit lanes and requantised to at most 16 bits: one pass over event-major tensors.
/// Exact where operands fit 16 bits and the sum 32: a sum of two products is right modulo 2^32, also where the multiply-add of pairs
/// overflows. Packing saturates, which changes nothing that fits or is clamped to what fits.
/// </summary>
/// <typeparam name="Y">How the result is stored.</typeparam>
/// <typeparam name="A">How the scaled operand of the first term is stored.</typeparam>
/// <typeparam name="B">How its other operand is.</typeparam>
/// <typeparam name="C">How the scaled operand of the second term is stored.</typeparam>
/// <typeparam name="D">How its other operand is.</typeparam>
internal sealed unsafe class EventSum<S, V, W, Y, A, B, C, D> : EventStep
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
    where Y : struct, IElements<V>
    where A : struct, IElements<V>
    where B : struct, IElements<V>
    where C : struct, IElements<V>
    where D : struct, IElements<V>
{
    private readonly Requantization requantization;
    private readonly (int Base, int Value)[] operands = new (int, int)[4];
    private readonly (int Base, int Value) to;
    private readonly int scaleA;
    private readonly int scaleC;
    private readonly int width;

    /// <param name="terms">One or two.</param>
    /// <param name="requantization">What follows, in 32-bit lanes.</param>
    /// <param name="to">The result.</param>
    public EventSum(EventTerm[] terms, Requantization requantization, EventTensor to)
    {
        (this.requantization, width, this.to) = (requantization, to.Width, (to.Base, Both(to.Offset)));
        for (int t = 0; t < terms.Length; t++)
        {
            var (left, right, scale) = terms[t];
            operands[2 * t] = (left.Base, Both(left.Offset));
            operands[2 * t + 1] = right is null ? (0, Both(scale)) : (right.Base, Both(right.Offset));
        }
        (scaleA, scaleC) = (Scale(terms[0]), terms.Length == 1 ? 1 : Scale(terms[1]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* a = tile + operands[0].Base,
            b = tile + operands[1].Base,
            c = tile + operands[2].Base,
            d = tile + operands[3].Base,
            y = tile + to.Base;
        V valueA = S.Broadcast(operands[0].Value),
            valueB = S.Broadcast(operands[1].Value),
            valueC = S.Broadcast(operands[2].Value),
            valueD = S.Broadcast(operands[3].Value);
        V offset = S.Broadcast(to.Value),
            scalesA = S.Broadcast(Both(scaleA)),
            scalesC = S.Broadcast(Both(scaleC));
        bool scalingA = scaleA != 1,
            scalingC = scaleC != 1;
        nint count = (nint)events * width,
            step = Elements<S, V, W>.Count;
        if (!SimpleLimit.Covers(requantization.WithHalfAdded()))
        {
            for (nint i = 0; i < count; i += step)
            {
                V x = A.Load(a, i, valueA),
                    z = C.Load(c, i, valueC);
                if (scalingA)
                    x = S.MultiplyHalves(x, scalesA);
                if (scalingC)
                    z = S.MultiplyHalves(z, scalesC);
                Sum(x, B.Load(b, i, valueB), z, D.Load(d, i, valueD), out var low, out var high);
                low = Requantizer32<S, V, W>.Apply(low, in requantization);
                high = Requantizer32<S, V, W>.Apply(high, in requantization);
                Y.Store(S.PackHalves(low, high), y, i, offset);
            }
            return;
        }
        var simple = SimpleLimit.Of(requantization.WithHalfAdded());
        int least = Math.Max(simple.Low, short.MinValue),
            greatest = Math.Min(simple.High, short.MaxValue);
        V half = S.Broadcast((int)requantization.Half),
            lowest = S.Broadcast(Both(least)),
            highest = S.Broadcast(Both(greatest)),
            shift = S.Broadcast(simple.Shift);
        for (nint i = 0; i < count; i += step)
        {
            V x = A.Load(a, i, valueA),
                z = C.Load(c, i, valueC);
            if (scalingA)
                x = S.MultiplyHalves(x, scalesA);
            if (scalingC)
                z = S.MultiplyHalves(z, scalesC);
            Sum(x, B.Load(b, i, valueB), z, D.Load(d, i, valueD), out var low, out var high);
            var packed = S.PackHalves(S.ShiftRight(S.Add(low, half), shift), S.ShiftRight(S.Add(high, half), shift));
            Y.Store(S.MinHalves(S.MaxHalves(packed, lowest), highest), y, i, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(V a, V b, V c, V d, out V low, out V high)
    {
        low = S.MultiplyAddPairs(S.InterleaveLow(a, c), S.InterleaveLow(b, d));
        high = S.MultiplyAddPairs(S.InterleaveHigh(a, c), S.InterleaveHigh(b, d));
    }

    private static int Scale(EventTerm term) => term.Right is null ? 1 : term.Scale;

    private static int Both(int value) => Halves.Of(value, value);
}
