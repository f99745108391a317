using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Quantize on whole slots of pairs: floor or half-up by one shift for both halves, then a clamp. Exact where the operand
/// fits 16 bits, also with half a step added.
/// </summary>
internal sealed unsafe class Requantize16<S, V, W>(int[] from, int[] to, PairLimit[] each) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly (SlotRun Run, PairLimit Limit)[] runs = [.. SlotRun.Of(to, from, from, i => each[i]).Select(r => (r, each[r.Index]))];

    public override void Run(byte* tile)
    {
        int slot = Rows<S, V, W>.SlotBytes;
        foreach (ref readonly var part in runs.AsSpan())
        {
            int* x = (int*)(tile + (nint)part.Run.First * slot),
                y = (int*)(tile + (nint)part.Run.To * slot);
            PairLoops<S, V, W>.Requantize(in part.Limit, x, y, part.Run.Length * Rows<S, V, W>.Vectors);
        }
    }
}
