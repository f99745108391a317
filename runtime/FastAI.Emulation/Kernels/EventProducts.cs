using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Makes the pass that adds one or two products of event-major tensors.</summary>
internal static class EventProducts<S, V, W>
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
{
    /// <param name="terms">One or two.</param>
    /// <param name="requantization">What follows, in 32-bit lanes.</param>
    /// <param name="to">The result, of at most 16 bits.</param>
    public static EventStep Create(EventTerm[] terms, Requantization requantization, EventTensor to) =>
        to.Form switch
        {
            EventForm.Unsigned => First<Elements<S, V, W>.Unsigned>(terms, requantization, to),
            EventForm.Bytes => First<Elements<S, V, W>.Bytes>(terms, requantization, to),
            _ => First<Elements<S, V, W>.Shorts>(terms, requantization, to),
        };

    private static EventStep First<Y>(EventTerm[] terms, Requantization requantization, EventTensor to)
        where Y : struct, IElements<V> =>
        terms[0].Left.Form switch
        {
            EventForm.Unsigned => Second<Y, Elements<S, V, W>.Unsigned>(terms, requantization, to),
            EventForm.Bytes => Second<Y, Elements<S, V, W>.Bytes>(terms, requantization, to),
            _ => Second<Y, Elements<S, V, W>.Shorts>(terms, requantization, to),
        };

    private static EventStep Second<Y, A>(EventTerm[] terms, Requantization requantization, EventTensor to)
        where Y : struct, IElements<V>
        where A : struct, IElements<V> =>
        terms[0].Right?.Form switch
        {
            null => Third<Y, A, Elements<S, V, W>.Constant>(terms, requantization, to),
            EventForm.Unsigned => Third<Y, A, Elements<S, V, W>.Unsigned>(terms, requantization, to),
            EventForm.Bytes => Third<Y, A, Elements<S, V, W>.Bytes>(terms, requantization, to),
            _ => Third<Y, A, Elements<S, V, W>.Shorts>(terms, requantization, to),
        };

    private static EventStep Third<Y, A, B>(EventTerm[] terms, Requantization requantization, EventTensor to)
        where Y : struct, IElements<V>
        where A : struct, IElements<V>
        where B : struct, IElements<V> =>
        terms.ElementAtOrDefault(1).Left?.Form switch
        {
            null => new EventSum<S, V, W, Y, A, B, Elements<S, V, W>.Constant, Elements<S, V, W>.Constant>(terms, requantization, to),
            EventForm.Unsigned => Fourth<Y, A, B, Elements<S, V, W>.Unsigned>(terms, requantization, to),
            EventForm.Bytes => Fourth<Y, A, B, Elements<S, V, W>.Bytes>(terms, requantization, to),
            _ => Fourth<Y, A, B, Elements<S, V, W>.Shorts>(terms, requantization, to),
        };

    private static EventStep Fourth<Y, A, B, C>(EventTerm[] terms, Requantization requantization, EventTensor to)
        where Y : struct, IElements<V>
        where A : struct, IElements<V>
        where B : struct, IElements<V>
        where C : struct, IElements<V> =>
        terms[1].Right?.Form switch
        {
            null => new EventSum<S, V, W, Y, A, B, C, Elements<S, V, W>.Constant>(terms, requantization, to),
            EventForm.Unsigned => new EventSum<S, V, W, Y, A, B, C, Elements<S, V, W>.Unsigned>(terms, requantization, to),
            EventForm.Bytes => new EventSum<S, V, W, Y, A, B, C, Elements<S, V, W>.Bytes>(terms, requantization, to),
            _ => new EventSum<S, V, W, Y, A, B, C, Elements<S, V, W>.Shorts>(terms, requantization, to),
        };
}
