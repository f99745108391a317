using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>The ways in which event-major kernels get and put elements.</summary>
internal static unsafe class Elements<S, V, W>
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Elements of a vector.</summary>
    public static int Count => 2 * S.Lanes;

    /// <summary>Stored as unsigned bytes.</summary>
    public readonly struct Unsigned : IElements<V>
    {
        [MethodImpl(Inline)]
        public static V Load(byte* tensor, nint place, V value) => S.LoadBytes(tensor + place);

        [MethodImpl(Inline)]
        public static void Store(V elements, byte* tensor, nint place, V value) => S.StoreBytes(elements, tensor + place);

        [MethodImpl(Inline)]
        public static void Store(V lower, V upper, byte* tensor, nint place, V value) => S.StoreBytes(lower, upper, tensor + place);
    }

    /// <summary>Stored as unsigned bytes with an offset.</summary>
    public readonly struct Bytes : IElements<V>
    {
        [MethodImpl(Inline)]
        public static V Load(byte* tensor, nint place, V value) => S.SubtractHalves(S.LoadBytes(tensor + place), value);

        [MethodImpl(Inline)]
        public static void Store(V elements, byte* tensor, nint place, V value) =>
            S.StoreBytes(S.AddHalves(elements, value), tensor + place);

        [MethodImpl(Inline)]
        public static void Store(V lower, V upper, byte* tensor, nint place, V value) =>
            S.StoreBytes(S.AddHalves(lower, value), S.AddHalves(upper, value), tensor + place);
    }

    /// <summary>Stored as 16-bit integers.</summary>
    public readonly struct Shorts : IElements<V>
    {
        [MethodImpl(Inline)]
        public static V Load(byte* tensor, nint place, V value) => S.Load((int*)(tensor + sizeof(short) * place));

        [MethodImpl(Inline)]
        public static void Store(V elements, byte* tensor, nint place, V value) =>
            S.Store(elements, (int*)(tensor + sizeof(short) * place));

        [MethodImpl(Inline)]
        public static void Store(V lower, V upper, byte* tensor, nint place, V value)
        {
            Store(lower, tensor, place, value);
            Store(upper, tensor, place + Count, value);
        }
    }

    /// <summary>One number for all.</summary>
    public readonly struct Constant : IElements<V>
    {
        [MethodImpl(Inline)]
        public static V Load(byte* tensor, nint place, V value) => value;

        public static void Store(V elements, byte* tensor, nint place, V value) => throw NotWritten();

        public static void Store(V lower, V upper, byte* tensor, nint place, V value) => throw NotWritten();

        private static InvalidOperationException NotWritten() => new("a constant is not written");
    }
}
