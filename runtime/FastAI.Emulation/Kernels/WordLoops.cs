using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Element-wise operations in 32-bit lanes, and event-major tensors of 16 or 32 bits read and written as such. Exact where the result fits
/// the lane and, for comparisons and extrema, the aligned operands do; sums and products are right modulo 2^32 whatever their operands.
/// </summary>
internal static unsafe class WordLoops<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static V Apply(BinaryOperation operation, V a, V b) =>
        operation switch
        {
            BinaryOperation.Add => S.Add(a, b),
            BinaryOperation.Subtract => S.Subtract(a, b),
            BinaryOperation.Multiply => S.Multiply(a, b),
            BinaryOperation.Maximum => S.Max(a, b),
            BinaryOperation.Minimum => S.Min(a, b),
            BinaryOperation.Less => S.And(S.GreaterThan(b, a), S.Broadcast(1)),
            _ => S.And(S.Equal(a, b), S.Broadcast(1)),
        };

    [MethodImpl(Inline)]
    public static V Apply(UnaryOperation operation, V a) =>
        operation switch
        {
            UnaryOperation.Negate => S.Subtract(S.Broadcast(0), a),
            UnaryOperation.Absolute => S.Max(a, S.Subtract(S.Broadcast(0), a)),
            _ => S.Max(a, S.Broadcast(0)),
        };

    /// <summary>The lanes from a place of a tensor on.</summary>
    [MethodImpl(Inline)]
    public static V Load(byte* tensor, int elementBytes, int place) =>
        elementBytes == sizeof(int) ? S.Load((int*)tensor + place) : S.LoadShorts((short*)tensor + place);

    [MethodImpl(Inline)]
    public static void Store(V lanes, byte* tensor, int elementBytes, int place)
    {
        if (elementBytes == sizeof(int))
            S.Store(lanes, (int*)tensor + place);
        else
            S.StoreNarrow(lanes, (short*)tensor + place);
    }
}
