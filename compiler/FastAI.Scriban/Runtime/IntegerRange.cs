using System.Collections;

namespace Scriban.Runtime;

/// <summary>The integers of <c>a..b</c> or <c>a..&lt;b</c>, counting down if b is less than a.</summary>
internal sealed class IntegerRange(long from, long to, bool inclusive) : IEnumerable
{
    /// <summary>Bounds within this cannot overflow the count.</summary>
    public const long MaximumBound = 1L << 60;

    public long Count { get; } = Math.Abs(to - from) + (inclusive ? 1 : 0);

    public long At(long index) => from < to ? from + index : from - index;

    public IEnumerator GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return Boxed.Of(At(i));
    }
}
