using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on two event-major tensors in 32-bit lanes, all elements aligned alike. Exact where <see cref="WordLoops{S, V, W}"/> is.</summary>
internal sealed unsafe class EventBinary32<S, V, W>(BinaryOperation operation, EventTensor left, EventTensor right, int leftShift, int rightShift, EventTensor to) : EventStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly int leftBase = left.Base;
    private readonly int leftBytes = left.ElementBytes;
    private readonly int rightBase = right.Base;
    private readonly int rightBytes = right.ElementBytes;
    private readonly int toBase = to.Base;
    private readonly int toBytes = to.ElementBytes;
    private readonly int width = to.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* a = tile + leftBase, b = tile + rightBase, y = tile + toBase;
        for (int i = 0; i < events * width; i += S.Lanes)
        {
            V x = S.ShiftLeft(WordLoops<S, V, W>.Load(a, leftBytes, i), leftShift), z = S.ShiftLeft(WordLoops<S, V, W>.Load(b, rightBytes, i), rightShift);
            WordLoops<S, V, W>.Store(WordLoops<S, V, W>.Apply(operation, x, z), y, toBytes, i);
        }
    }
}
