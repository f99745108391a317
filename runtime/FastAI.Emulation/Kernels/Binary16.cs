using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on whole slots of pairs. Exact where operands need no alignment and fit 16 bits, as does the result: sums and products are right modulo 2^16.</summary>
internal sealed unsafe class Binary16<S, V, W>(BinaryOperation operation, int[] left, int[] right, int[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Each<Sum>(tile);
                break;
            case BinaryOperation.Subtract:
                Each<Difference>(tile);
                break;
            case BinaryOperation.Multiply:
                Each<Product>(tile);
                break;
            case BinaryOperation.Maximum:
                Each<Greater>(tile);
                break;
            default:
                Each<Lesser>(tile);
                break;
        }
    }

    private void Each<O>(byte* tile)
        where O : struct, IOperation
    {
        for (int i = 0; i < to.Length; i++)
        {
            int* a = (int*)(tile + (nint)left[i] * Rows<S, V, W>.SlotBytes), b = (int*)(tile + (nint)right[i] * Rows<S, V, W>.SlotBytes), y = (int*)(tile + (nint)to[i] * Rows<S, V, W>.SlotBytes);
            for (int e = 0; e < S.Events; e += S.Lanes) S.Store(O.Of(S.Load(a + e), S.Load(b + e)), y + e);
        }
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
