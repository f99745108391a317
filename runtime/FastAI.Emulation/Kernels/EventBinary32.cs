using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Element-wise operations on two event-major tensors in 32-bit lanes, all elements aligned alike. Exact where
/// <see cref="WordLoops{S, V, W}"/> is.</summary>
internal sealed unsafe class EventBinary32<S, V, W>(
    BinaryOperation operation,
    EventTensor left,
    EventTensor right,
    int leftShift,
    int rightShift,
    EventTensor to
) : EventStep
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
        byte* a = tile + leftBase,
            b = tile + rightBase,
            y = tile + toBase;
        int count = events * width,
            bytesA = leftBytes,
            bytesB = rightBytes,
            bytes = toBytes,
            shiftA = leftShift,
            shiftB = rightShift;
        var apply = operation;
        for (int i = 0; i < count; i += S.Lanes)
        {
            V x = WordLoops<S, V, W>.Load(a, bytesA, i),
                z = WordLoops<S, V, W>.Load(b, bytesB, i);
            if (shiftA != 0)
                x = S.ShiftLeft(x, shiftA);
            if (shiftB != 0)
                z = S.ShiftLeft(z, shiftB);
            WordLoops<S, V, W>.Store(WordLoops<S, V, W>.Apply(apply, x, z), y, bytes, i);
        }
    }
}
