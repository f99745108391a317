using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on two tensors, on whole slots of pairs. Exact where <see cref="PairLoops{S, V, W}"/> is.</summary>
internal sealed unsafe class Binary16<S, V, W>(BinaryOperation operation, int[] left, int[] right, int[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly SlotRun[] runs = SlotRun.Of(to, left, right);

    public override void Run(byte* tile)
    {
        int slot = Rows<S, V, W>.SlotBytes;
        foreach (var run in runs)
            PairLoops<S, V, W>.Binary(
                operation,
                (int*)(tile + (nint)run.First * slot),
                (int*)(tile + (nint)run.Second * slot),
                (int*)(tile + (nint)run.To * slot),
                run.Length * Rows<S, V, W>.Vectors
            );
    }
}
