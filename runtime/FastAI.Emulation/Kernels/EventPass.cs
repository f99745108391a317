using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// An operation on one or two event-major tensors in 16-bit lanes, then a shift and a clamp: one pass. Exact where operands and the
/// operation's result fit 16 bits and
/// <see cref="PairLimit.Covers"/> says so of what follows.
/// </summary>
/// <typeparam name="O">The operation.</typeparam>
/// <typeparam name="A">How the first operand is stored.</typeparam>
/// <typeparam name="B">How the second is.</typeparam>
/// <typeparam name="Y">How the result is.</typeparam>
internal sealed unsafe class EventPass<S, V, W, O, A, B, Y>(EventTensor left, EventTensor right, PairLimit? limit, EventTensor to)
    : EventStep
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
    where O : struct, IHalfOperation<V>
    where A : struct, IElements<V>
    where B : struct, IElements<V>
    where Y : struct, IElements<V>
{
    private readonly (int Base, int Offset) left = Place(left);
    private readonly (int Base, int Offset) right = Place(right);
    private readonly (int Base, int Offset) to = Place(to);
    private readonly bool limited = limit is not null;
    private readonly PairLimit limit = limit.GetValueOrDefault();
    private readonly int width = to.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* a = tile + left.Base,
            b = tile + right.Base,
            y = tile + to.Base;
        V offsetA = S.Broadcast(left.Offset),
            offsetB = S.Broadcast(right.Offset),
            offset = S.Broadcast(to.Offset);
        nint count = (nint)events * width,
            step = Elements<S, V, W>.Count;
        if (!limited)
        {
            for (nint i = 0; i < count; i += step)
                Y.Store(O.Of(A.Load(a, i, offsetA), O.IsUnary ? default : B.Load(b, i, offsetB)), y, i, offset);
            return;
        }
        V half = S.Broadcast(limit.Half),
            low = S.Broadcast(limit.Low),
            high = S.Broadcast(limit.High);
        var shift = S.Counts(limit.Shift);
        for (nint i = 0; i < count; i += step)
        {
            var x = O.Of(A.Load(a, i, offsetA), O.IsUnary ? default : B.Load(b, i, offsetB));
            Y.Store(S.MinHalves(S.MaxHalves(S.ShiftRightHalves(S.AddHalves(x, half), shift), low), high), y, i, offset);
        }
    }

    private static (int Base, int Offset) Place(EventTensor tensor) => (tensor.Base, Halves.Of(tensor.Offset, tensor.Offset));
}
