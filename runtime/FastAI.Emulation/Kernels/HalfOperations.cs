using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>The operations on 16-bit elements that loops are made of.</summary>
internal static class HalfOperations<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly struct Sum : IHalfOperation<V>
    {
        public static bool IsUnary => false;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.AddHalves(a, b);
    }

    public readonly struct Difference : IHalfOperation<V>
    {
        public static bool IsUnary => false;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.SubtractHalves(a, b);
    }

    public readonly struct Product : IHalfOperation<V>
    {
        public static bool IsUnary => false;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.MultiplyHalves(a, b);
    }

    public readonly struct Greater : IHalfOperation<V>
    {
        public static bool IsUnary => false;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.MaxHalves(a, b);
    }

    public readonly struct Lesser : IHalfOperation<V>
    {
        public static bool IsUnary => false;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.MinHalves(a, b);
    }

    public readonly struct Itself : IHalfOperation<V>
    {
        public static bool IsUnary => true;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => a;
    }

    public readonly struct Raised : IHalfOperation<V>
    {
        public static bool IsUnary => true;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.MaxHalves(a, S.Broadcast(0));
    }

    public readonly struct Negated : IHalfOperation<V>
    {
        public static bool IsUnary => true;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.SubtractHalves(S.Broadcast(0), a);
    }

    public readonly struct Magnitude : IHalfOperation<V>
    {
        public static bool IsUnary => true;

        [MethodImpl(Inline)]
        public static V Of(V a, V b) => S.MaxHalves(a, S.SubtractHalves(S.Broadcast(0), a));
    }
}
