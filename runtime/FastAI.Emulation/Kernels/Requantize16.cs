using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Quantize on whole slots of pairs: floor or half-up by one shift for both halves, then a clamp. Exact where the operand fits 16 bits, also with half a step added.
/// </summary>
internal sealed unsafe class Requantize16<S, V, W>(int[] from, int[] to, PairLimit[] each) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            var q = each[i];
            V half = S.Broadcast(q.Half), low = S.Broadcast(q.Low), high = S.Broadcast(q.High);
            int* x = (int*)(tile + (nint)from[i] * Rows<S, V, W>.SlotBytes), y = (int*)(tile + (nint)to[i] * Rows<S, V, W>.SlotBytes);
            for (int e = 0; e < S.Events; e += S.Lanes)
                S.Store(S.MinHalves(S.MaxHalves(S.ShiftRightHalves(S.AddHalves(S.Load(x + e), half), q.Shift), low), high), y + e);
        }
    }
}
