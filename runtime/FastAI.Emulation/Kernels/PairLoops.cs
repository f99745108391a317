using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Element-wise operations on 16-bit elements one after another, whole vectors at a time. Exact where operands need no alignment and fit 16
/// bits, as does the result: sums and products are right modulo 2^16.
/// </summary>
internal static unsafe class PairLoops<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public static void Binary(BinaryOperation operation, int* a, int* b, int* y, int vectors)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Each<HalfOperations<S, V, W>.Sum>(a, b, y, vectors);
                break;
            case BinaryOperation.Subtract:
                Each<HalfOperations<S, V, W>.Difference>(a, b, y, vectors);
                break;
            case BinaryOperation.Multiply:
                Each<HalfOperations<S, V, W>.Product>(a, b, y, vectors);
                break;
            case BinaryOperation.Maximum:
                Each<HalfOperations<S, V, W>.Greater>(a, b, y, vectors);
                break;
            case BinaryOperation.Minimum:
                Each<HalfOperations<S, V, W>.Lesser>(a, b, y, vectors);
                break;
            default:
                throw new InvalidOperationException($"no 16-bit kernel for {operation}");
        }
    }

    public static void Unary(UnaryOperation operation, int* x, int* y, int vectors)
    {
        switch (operation)
        {
            case UnaryOperation.Relu:
                Each<HalfOperations<S, V, W>.Raised>(x, x, y, vectors);
                break;
            case UnaryOperation.Negate:
                Each<HalfOperations<S, V, W>.Negated>(x, x, y, vectors);
                break;
            default:
                Each<HalfOperations<S, V, W>.Magnitude>(x, x, y, vectors);
                break;
        }
    }

    /// <summary>Adds half a step, shifts and clamps.</summary>
    public static void Requantize(in PairLimit limit, int* x, int* y, int vectors)
    {
        V half = S.Broadcast(limit.Half),
            low = S.Broadcast(limit.Low),
            high = S.Broadcast(limit.High);
        int shift = limit.Shift;
        for (int i = 0; i < vectors; i++, x += S.Lanes, y += S.Lanes)
            S.Store(S.MinHalves(S.MaxHalves(S.ShiftRightHalves(S.AddHalves(S.Load(x), half), shift), low), high), y);
    }

    private static void Each<O>(int* a, int* b, int* y, int vectors)
        where O : struct, IHalfOperation<V>
    {
        for (int i = 0; i < vectors; i++, a += S.Lanes, b += S.Lanes, y += S.Lanes)
            S.Store(O.Of(S.Load(a), O.IsUnary ? default : S.Load(b)), y);
    }
}
