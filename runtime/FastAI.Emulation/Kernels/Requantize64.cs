using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Quantize, relu or both, element by element in 64-bit lanes.</summary>
internal sealed unsafe class Requantize64<S, V, W>(Row[] from, Row[] to, Requantization[] each) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            Row source = from[i],
                target = to[i];
            ref readonly var q = ref each[i];
            for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
            {
                Rows<S, V, W>.LoadWide(tile, source, v, out var lower, out var upper);
                Rows<S, V, W>.StoreWide(tile, target, v, Requantizer64<S, V, W>.Apply(lower, q), Requantizer64<S, V, W>.Apply(upper, q));
            }
        }
    }
}
