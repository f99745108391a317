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

    /// <summary>Whether packing to bytes is all that a clamp does: a shift leaves room for the offset.</summary>
    private bool PackingClamps => PackingRaises && End(limit.High) + to.Offset == byte.MaxValue && (limit.Shift > 0 || to.Offset == 0);

    /// <summary>Whether packing to bytes does the lower end of a clamp.</summary>
    private bool PackingRaises => InBytes && End(limit.Low) + to.Offset == 0;

    private static bool InBytes => typeof(Y) != typeof(Elements<S, V, W>.Shorts);

    public override void Run(byte* tile, int events)
    {
        nint count = (nint)events * width;
        if (!limited)
            Unlimited(tile, count);
        else if (PackingClamps)
            Limited<Packed>(tile, count);
        else if (PackingRaises)
            Limited<Lowered>(tile, count);
        else
            Limited<Clamped>(tile, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unlimited(byte* tile, nint count)
    {
        byte* a = tile + left.Base,
            b = tile + right.Base,
            y = tile + to.Base;
        V offsetA = S.Broadcast(Both(left.Offset)),
            offsetB = S.Broadcast(Both(right.Offset)),
            offset = S.Broadcast(Both(to.Offset));
        for (nint i = 0; i < count; i += Elements<S, V, W>.Count)
            Y.Store(O.Of(A.Load(a, i, offsetA), O.IsUnary ? default : B.Load(b, i, offsetB)), y, i, offset);
    }

    /// <summary>Two vectors at a time: they are packed to bytes together, and behind every tensor is room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Limited<E>(byte* tile, nint count)
        where E : struct, IEnds
    {
        byte* a = tile + left.Base,
            b = tile + right.Base,
            y = tile + to.Base;
        V offsetA = S.Broadcast(Both(left.Offset)),
            offsetB = S.Broadcast(Both(right.Offset)),
            offset = S.Broadcast(Both(to.Offset)),
            half = S.Broadcast(limit.Half),
            low = S.Broadcast(limit.Low),
            high = S.Broadcast(limit.High);
        var shift = S.Counts(limit.Shift);
        nint step = Elements<S, V, W>.Count;
        for (nint i = 0; i < count; i += 2 * step)
        {
            V lower = O.Of(A.Load(a, i, offsetA), O.IsUnary ? default : B.Load(b, i, offsetB)),
                upper = O.Of(A.Load(a, i + step, offsetA), O.IsUnary ? default : B.Load(b, i + step, offsetB));
            lower = E.Held(S.ShiftRightHalves(S.AddHalves(lower, half), shift), low, high);
            upper = E.Held(S.ShiftRightHalves(S.AddHalves(upper, half), shift), low, high);
            Y.Store(lower, upper, y, i, offset);
        }
    }

    private static (int Base, int Offset) Place(EventTensor tensor) => (tensor.Base, tensor.Offset);

    private static int Both(int value) => Halves.Of(value, value);

    private static int End(int halves) => (short)halves;

    /// <summary>How elements are held to a range before they are stored.</summary>
    private interface IEnds
    {
        static abstract V Held(V x, V low, V high);
    }

    private readonly struct Clamped : IEnds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Held(V x, V low, V high) => S.MinHalves(S.MaxHalves(x, low), high);
    }

    private readonly struct Lowered : IEnds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Held(V x, V low, V high) => S.MinHalves(x, high);
    }

    private readonly struct Packed : IEnds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Held(V x, V low, V high) => x;
    }
}
