using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Greatest or least of groups on whole slots of pairs. Exact where no operand needs alignment and all fit 16 bits.</summary>
/// <param name="greatest">Else the least.</param>
/// <param name="groupSize">Members of a group.</param>
/// <param name="from">For each slot of the result the slots of its members.</param>
/// <param name="to">Slots of the result.</param>
internal sealed unsafe class Reduce16<S, V, W>(bool greatest, int groupSize, int[] from, int[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            int* y = (int*)(tile + (nint)to[i] * Rows<S, V, W>.SlotBytes);
            for (int e = 0; e < S.Events; e += S.Lanes)
            {
                var best = At(tile, i * groupSize, e);
                for (int m = 1; m < groupSize; m++)
                    best = greatest ? S.MaxHalves(best, At(tile, i * groupSize + m, e)) : S.MinHalves(best, At(tile, i * groupSize + m, e));
                S.Store(best, y + e);
            }
        }
    }

    private V At(byte* tile, int member, int e) => S.Load((int*)(tile + (nint)from[member] * Rows<S, V, W>.SlotBytes) + e);
}
