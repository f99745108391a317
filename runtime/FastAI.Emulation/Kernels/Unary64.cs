using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on one tensor in 64-bit lanes, which hold operand and result.</summary>
internal sealed unsafe class Unary64<S, V, W>(UnaryOperation operation, Row[] from, Row[] to) : Step
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
                Rows<S, V, W>.LoadWide(tile, from[i], v, out var aLower, out var aUpper);
                Rows<S, V, W>.StoreWide(tile, to[i], v, Apply(aLower), Apply(aUpper));
            }
        }
    }

    private W Apply(W a) =>
        operation switch
        {
            UnaryOperation.Negate => S.Subtract(S.Broadcast(0L), a),
            UnaryOperation.Absolute => S.Max(a, S.Subtract(S.Broadcast(0L), a)),
            _ => S.Max(a, S.Broadcast(0L)),
        };
}
