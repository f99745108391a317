using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Element-wise operations on two tensors in 64-bit lanes. Exact where the result fits the lane and, for comparisons and extrema, the
/// aligned operands do; sums and products are right modulo 2^64 whatever their operands.
/// </summary>
internal sealed unsafe class Binary64<S, V, W>(
    BinaryOperation operation,
    Row[] left,
    Row[] right,
    int[] leftShift,
    int[] rightShift,
    Row[] to
) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
            {
                Rows<S, V, W>.LoadWide(tile, left[i], v, out var aLower, out var aUpper);
                Rows<S, V, W>.LoadWide(tile, right[i], v, out var bLower, out var bUpper);
                Rows<S, V, W>.StoreWide(
                    tile,
                    to[i],
                    v,
                    Apply(S.ShiftLeft(aLower, leftShift[i]), S.ShiftLeft(bLower, rightShift[i])),
                    Apply(S.ShiftLeft(aUpper, leftShift[i]), S.ShiftLeft(bUpper, rightShift[i]))
                );
            }
        }
    }

    private W Apply(W a, W b) =>
        operation switch
        {
            BinaryOperation.Add => S.Add(a, b),
            BinaryOperation.Subtract => S.Subtract(a, b),
            BinaryOperation.Multiply => S.Multiply(a, b),
            BinaryOperation.Maximum => S.Max(a, b),
            BinaryOperation.Minimum => S.Min(a, b),
            BinaryOperation.Less => S.And(S.GreaterThan(b, a), S.Broadcast(1L)),
            _ => S.And(S.Equal(a, b), S.Broadcast(1L)),
        };
}
