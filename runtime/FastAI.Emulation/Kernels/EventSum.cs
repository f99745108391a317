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
    private readonly SimpleLimit? limit;
    private readonly int half;
    private readonly int lowest;
    private readonly int highest;

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
        if (!SimpleLimit.Covers(requantization.WithHalfAdded()))
            return;
        var simple = SimpleLimit.Of(requantization.WithHalfAdded());
        (limit, half) = (simple, (int)requantization.Half);
        (lowest, highest) = (Both(Math.Max(simple.Low, short.MinValue)), Both(Math.Min(simple.High, short.MaxValue)));
    }

    public override void Run(byte* tile, int events)
    {
        nint count = (nint)events * width;
        if (limit is null)
            InLanes(tile, count);
        else if (scaleA == 1 && scaleC == 1)
            Packed<Plain>(tile, count);
        else
            Packed<Scales>(tile, count);
    }

    /// <summary>Any requantisation, in 32-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InLanes(byte* tile, nint count)
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
        for (nint i = 0; i < count; i += Elements<S, V, W>.Count)
        {
            V x = S.MultiplyHalves(A.Load(a, i, valueA), scalesA),
                z = S.MultiplyHalves(C.Load(c, i, valueC), scalesC);
            Sum(x, B.Load(b, i, valueB), z, D.Load(d, i, valueD), out var low, out var high);
            low = Requantizer32<S, V, W>.Apply(low, in requantization);
            high = Requantizer32<S, V, W>.Apply(high, in requantization);
            Y.Store(S.PackHalves(low, high), y, i, offset);
        }
    }

    /// <summary>A shift, then a clamp once packing has saturated. The loop calls nothing, so that all stays in registers.</summary>
    /// <typeparam name="M">Whether operands are scaled first.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Packed<M>(byte* tile, nint count)
        where M : struct, IScaling
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
            scalesC = S.Broadcast(Both(scaleC)),
            added = S.Broadcast(half),
            least = S.Broadcast(lowest),
            greatest = S.Broadcast(highest),
            bits = S.Broadcast(limit!.Value.Shift);
        for (nint i = 0; i < count; i += Elements<S, V, W>.Count)
        {
            V x = M.Scaled(A.Load(a, i, valueA), scalesA),
                z = M.Scaled(C.Load(c, i, valueC), scalesC);
            Sum(x, B.Load(b, i, valueB), z, D.Load(d, i, valueD), out var low, out var high);
            var packed = S.PackHalves(S.ShiftRight(S.Add(low, added), bits), S.ShiftRight(S.Add(high, added), bits));
            Y.Store(S.MinHalves(S.MaxHalves(packed, least), greatest), y, i, offset);
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

    private interface IScaling
    {
        static abstract V Scaled(V elements, V scales);
    }

    private readonly struct Plain : IScaling
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Scaled(V elements, V scales) => elements;
    }

    private readonly struct Scales : IScaling
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Scaled(V elements, V scales) => S.MultiplyHalves(elements, scales);
    }
}
