using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Makes the pass in 16-bit lanes that an operation on event-major tensors needs.</summary>
internal static class EventHalves<S, V, W>
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
{
    /// <param name="operation">Addition, subtraction, multiplication or extremum of two tensors; what one is taken through; or a Quantize,
    /// which the limit does.</param>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second, or the first again.</param>
    /// <param name="limit">What follows.</param>
    /// <param name="to">The result.</param>
    public static EventStep Create(FixedNode operation, EventTensor left, EventTensor right, PairLimit? limit, EventTensor to) =>
        operation switch
        {
            BinaryNode { Operation: BinaryOperation.Add } when limit is { } ends => From<HalfOperations<S, V, W>.Sum>(
                left,
                right,
                ends.Less(left.Offset + right.Offset),
                to,
                asStored: true
            ),
            BinaryNode { Operation: BinaryOperation.Subtract } when limit is { } ends => From<HalfOperations<S, V, W>.Difference>(
                left,
                right,
                ends.Less(left.Offset - right.Offset),
                to,
                asStored: true
            ),
            BinaryNode { Operation: BinaryOperation.Add } => From<HalfOperations<S, V, W>.Sum>(left, right, limit, to),
            BinaryNode { Operation: BinaryOperation.Subtract } => From<HalfOperations<S, V, W>.Difference>(left, right, limit, to),
            BinaryNode { Operation: BinaryOperation.Multiply } => From<HalfOperations<S, V, W>.Product>(left, right, limit, to),
            BinaryNode { Operation: BinaryOperation.Maximum } => From<HalfOperations<S, V, W>.Greater>(left, right, limit, to),
            BinaryNode { Operation: BinaryOperation.Minimum } => From<HalfOperations<S, V, W>.Lesser>(left, right, limit, to),
            UnaryNode { Operation: UnaryOperation.Negate } => From<HalfOperations<S, V, W>.Negated>(left, left, limit, to),
            UnaryNode { Operation: UnaryOperation.Absolute } => From<HalfOperations<S, V, W>.Magnitude>(left, left, limit, to),
            _ => From<HalfOperations<S, V, W>.Itself>(left, left, limit, to),
        };

    /// <param name="asStored">Whether bytes keep their offsets, which are taken off with half a step.</param>
    private static EventStep From<O>(EventTensor left, EventTensor right, PairLimit? limit, EventTensor to, bool asStored = false)
        where O : struct, IHalfOperation<V> =>
        left.Form switch
        {
            EventForm.Bytes when !asStored => From<O, Elements<S, V, W>.Bytes>(left, right, limit, to, asStored),
            EventForm.Bytes or EventForm.Unsigned => From<O, Elements<S, V, W>.Unsigned>(left, right, limit, to, asStored),
            _ => From<O, Elements<S, V, W>.Shorts>(left, right, limit, to, asStored),
        };

    private static EventStep From<O, A>(EventTensor left, EventTensor right, PairLimit? limit, EventTensor to, bool asStored)
        where O : struct, IHalfOperation<V>
        where A : struct, IElements<V> =>
        right.Form switch
        {
            EventForm.Bytes when !asStored => From<O, A, Elements<S, V, W>.Bytes>(left, right, limit, to),
            EventForm.Bytes or EventForm.Unsigned => From<O, A, Elements<S, V, W>.Unsigned>(left, right, limit, to),
            _ => From<O, A, Elements<S, V, W>.Shorts>(left, right, limit, to),
        };

    private static EventStep From<O, A, B>(EventTensor left, EventTensor right, PairLimit? limit, EventTensor to)
        where O : struct, IHalfOperation<V>
        where A : struct, IElements<V>
        where B : struct, IElements<V> =>
        to.Form switch
        {
            EventForm.Unsigned => new EventPass<S, V, W, O, A, B, Elements<S, V, W>.Unsigned>(left, right, limit, to),
            EventForm.Bytes => new EventPass<S, V, W, O, A, B, Elements<S, V, W>.Bytes>(left, right, limit, to),
            _ => new EventPass<S, V, W, O, A, B, Elements<S, V, W>.Shorts>(left, right, limit, to),
        };
}
