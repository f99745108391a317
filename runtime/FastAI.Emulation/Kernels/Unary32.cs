using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on one tensor in 32-bit lanes, which hold operand and result.</summary>
internal sealed unsafe class Unary32<S, V, W>(UnaryOperation operation, Row[] from, Row[] to) : Step
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
                var a = Rows<S, V, W>.Load(tile, from[i], v);
                Rows<S, V, W>.Store(tile, to[i], v, WordLoops<S, V, W>.Apply(operation, a));
            }
        }
    }
}
