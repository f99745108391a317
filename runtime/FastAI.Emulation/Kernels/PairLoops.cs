using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Element-wise operations on 16-bit elements one after another, whole vectors at a time. Exact where operands need no alignment and fit 16 bits, as does the result: sums and
/// products are right modulo 2^16.
/// </summary>
internal static unsafe class PairLoops<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <summary>Bytes of a vector.</summary>
    public static int Bytes => S.Lanes * sizeof(int);

    public static void Binary(BinaryOperation operation, int* a, int* b, int* y, int vectors)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Each<Sum>(a, b, y, vectors);
                break;
            case BinaryOperation.Subtract:
                Each<Difference>(a, b, y, vectors);
                break;
            case BinaryOperation.Multiply:
                Each<Product>(a, b, y, vectors);
                break;
            case BinaryOperation.Maximum:
                Each<Greater>(a, b, y, vectors);
                break;
            case BinaryOperation.Minimum:
                Each<Lesser>(a, b, y, vectors);
                break;
            default:
                throw new InvalidOperationException($"no 16-bit kernel for {operation}");
        }
    }

    public static void Unary(UnaryOperation operation, int* x, int* y, int vectors)
    {
        var zero = S.Broadcast(0);
        switch (operation)
        {
            case UnaryOperation.Relu:
                for (int i = 0; i < vectors; i++, x += S.Lanes, y += S.Lanes) S.Store(S.MaxHalves(S.Load(x), zero), y);
                break;
            case UnaryOperation.Negate:
                for (int i = 0; i < vectors; i++, x += S.Lanes, y += S.Lanes) S.Store(S.SubtractHalves(zero, S.Load(x)), y);
                break;
            default:
                for (int i = 0; i < vectors; i++, x += S.Lanes, y += S.Lanes) S.Store(S.MaxHalves(S.Load(x), S.SubtractHalves(zero, S.Load(x))), y);
                break;
        }
    }

    /// <summary>Adds half a step, shifts and clamps.</summary>
    public static void Requantize(in PairLimit limit, int* x, int* y, int vectors)
    {
        V half = S.Broadcast(limit.Half), low = S.Broadcast(limit.Low), high = S.Broadcast(limit.High);
        int shift = limit.Shift;
        for (int i = 0; i < vectors; i++, x += S.Lanes, y += S.Lanes)
            S.Store(S.MinHalves(S.MaxHalves(S.ShiftRightHalves(S.AddHalves(S.Load(x), half), shift), low), high), y);
    }

    private static void Each<O>(int* a, int* b, int* y, int vectors)
        where O : struct, IOperation
    {
        for (int i = 0; i < vectors; i++, a += S.Lanes, b += S.Lanes, y += S.Lanes) S.Store(O.Of(S.Load(a), S.Load(b)), y);
    }

    private interface IOperation
    {
        static abstract V Of(V a, V b);
    }

    private readonly struct Sum : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => S.AddHalves(a, b);
    }

    private readonly struct Difference : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => S.SubtractHalves(a, b);
    }

    private readonly struct Product : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => S.MultiplyHalves(a, b);
    }

    private readonly struct Greater : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => S.MaxHalves(a, b);
    }

    private readonly struct Lesser : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => S.MinHalves(a, b);
    }
}
