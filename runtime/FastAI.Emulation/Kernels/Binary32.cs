using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Element-wise operations on two tensors in 32-bit lanes. Exact where the result fits the lane and, for comparisons and extrema, the
/// aligned operands do; sums and products are right modulo 2^32 whatever their operands.
/// </summary>
internal sealed unsafe class Binary32<S, V, W>(
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
                var a = Rows<S, V, W>.Load(tile, left[i], v);
                var b = Rows<S, V, W>.Load(tile, right[i], v);
                Rows<S, V, W>.Store(
                    tile,
                    to[i],
                    v,
                    WordLoops<S, V, W>.Apply(operation, S.ShiftLeft(a, leftShift[i]), S.ShiftLeft(b, rightShift[i]))
                );
            }
        }
    }
}
