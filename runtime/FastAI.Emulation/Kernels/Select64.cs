using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise choice in 64-bit lanes, which hold the aligned operands.</summary>
internal sealed unsafe class Select64<S, V, W>(
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
                Rows<S, V, W>.LoadWide(tile, condition[i], v, out var cLower, out var cUpper);
                Rows<S, V, W>.LoadWide(tile, whenTrue[i], v, out var aLower, out var aUpper);
                Rows<S, V, W>.LoadWide(tile, whenFalse[i], v, out var bLower, out var bUpper);
                Rows<S, V, W>.StoreWide(
                    tile,
                    to[i],
                    v,
                    S.Select(S.Equal(cLower, S.Broadcast(0L)), S.ShiftLeft(bLower, falseShift[i]), S.ShiftLeft(aLower, trueShift[i])),
                    S.Select(S.Equal(cUpper, S.Broadcast(0L)), S.ShiftLeft(bUpper, falseShift[i]), S.ShiftLeft(aUpper, trueShift[i]))
                );
            }
        }
    }
}
