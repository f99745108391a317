using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise choice in 32-bit lanes, which hold the aligned operands.</summary>
internal sealed unsafe class Select32<S, V, W>(
    Row[] condition,
    Row[] whenTrue,
    Row[] whenFalse,
    int[] trueShift,
    int[] falseShift,
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
                var c = Rows<S, V, W>.Load(tile, condition[i], v);
                var a = Rows<S, V, W>.Load(tile, whenTrue[i], v);
                var b = Rows<S, V, W>.Load(tile, whenFalse[i], v);
                Rows<S, V, W>.Store(
                    tile,
                    to[i],
                    v,
                    S.Select(S.Equal(c, S.Broadcast(0)), S.ShiftLeft(b, falseShift[i]), S.ShiftLeft(a, trueShift[i]))
                );
            }
        }
    }
}
