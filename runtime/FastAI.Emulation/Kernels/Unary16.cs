using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on whole slots of pairs. Exact where operand and result fit 16 bits.</summary>
internal sealed unsafe class Unary16<S, V, W>(UnaryOperation operation, int[] from, int[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        var zero = S.Broadcast(0);
        for (int i = 0; i < to.Length; i++)
        {
            int* x = (int*)(tile + (nint)from[i] * Rows<S, V, W>.SlotBytes), y = (int*)(tile + (nint)to[i] * Rows<S, V, W>.SlotBytes);
            for (int e = 0; e < S.Events; e += S.Lanes)
            {
                var a = S.Load(x + e);
                S.Store(operation == UnaryOperation.Relu ? S.MaxHalves(a, zero) : operation == UnaryOperation.Negate ? S.SubtractHalves(zero, a) : S.MaxHalves(a, S.SubtractHalves(zero, a)), y + e);
            }
        }
    }
}
