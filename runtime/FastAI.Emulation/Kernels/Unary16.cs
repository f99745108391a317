using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on one tensor, on whole slots of pairs. Exact where operand and result fit 16 bits.</summary>
internal sealed unsafe class Unary16<S, V, W>(UnaryOperation operation, int[] from, int[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly SlotRun[] runs = SlotRun.Of(to, from, from);

    public override void Run(byte* tile)
    {
        int slot = Rows<S, V, W>.SlotBytes;
        foreach (var run in runs)
            PairLoops<S, V, W>.Unary(
                operation,
                (int*)(tile + (nint)run.First * slot),
                (int*)(tile + (nint)run.To * slot),
                run.Length * Rows<S, V, W>.Vectors
            );
    }
}
