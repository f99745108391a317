using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Quantize, relu or both, element by element in 32-bit lanes.</summary>
internal sealed unsafe class Requantize32<S, V, W>(Row[] from, Row[] to, Requantization[] each) : Step
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
                Rows<S, V, W>.Store(tile, target, v, Requantizer32<S, V, W>.Apply(Rows<S, V, W>.Load(tile, source, v), q));
        }
    }
}
