using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Copies rows into other storage, which holds their values.</summary>
internal sealed unsafe class CopyRows<S, V, W>(Row[] from, Row[] to) : Step
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
                if (to[i].Kind == RowKind.Int64 || from[i].Kind == RowKind.Int64)
                {
                    Rows<S, V, W>.LoadWide(tile, from[i], v, out var lower, out var upper);
                    Rows<S, V, W>.StoreWide(tile, to[i], v, lower, upper);
                }
                else
                {
                    Rows<S, V, W>.Store(tile, to[i], v, Rows<S, V, W>.Load(tile, from[i], v));
                }
            }
        }
    }
}
