using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>Proved intervals of the sums of one position of an <see cref="AffineBlock"/>.</summary>
internal static class AffineIntervals
{
    /// <param name="block">The matrix.</param>
    /// <param name="sources">For each row the element read, -1 for zero.</param>
    /// <param name="inputs">Types of the elements.</param>
    /// <returns>For each column the interval of bias + sum of weight * element.</returns>
    public static Interval[] Of(AffineBlock block, ReadOnlySpan<int> sources, PerElement<ElementType> inputs)
    {
        long largestWeight = Largest(block.Weights.AsSpan()),
            largestElement = 0;
        foreach (int source in sources)
            if (source >= 0)
                largestElement = Math.Max(
                    largestElement,
                    (long)Int128.Max(Int128.Abs(inputs[source].Range.Low), Int128.Abs(inputs[source].Range.High))
                );
        // Where no sum of magnitudes reaches 2^63 - 1, no partial sum of 64-bit products can overflow.
        Int128 room = (long.MaxValue - 1 - (Int128)Largest(block.Bias.AsSpan())) / block.Rows;
        return (Int128)largestWeight * largestElement <= room ? Narrow(block, sources, inputs) : Wide(block, sources, inputs);
    }

    private static Interval[] Narrow(AffineBlock block, ReadOnlySpan<int> sources, PerElement<ElementType> inputs)
    {
        int columns = block.Columns;
        long[] low = block.Bias.ToArray(),
            high = block.Bias.ToArray();
        for (int k = 0; k < sources.Length; k++)
        {
            if (sources[k] < 0)
                continue;
            var range = inputs[sources[k]].Range;
            long a = (long)range.Low,
                b = (long)range.High;
            var weights = block.Weights.AsSpan().Slice(k * columns, columns);
            for (int m = 0; m < weights.Length; m++)
            {
                long x = weights[m] * a,
                    y = weights[m] * b;
                low[m] += Math.Min(x, y);
                high[m] += Math.Max(x, y);
            }
        }
        var result = new Interval[columns];
        for (int m = 0; m < columns; m++)
            result[m] = new Interval(low[m], high[m]);
        return result;
    }

    private static Interval[] Wide(AffineBlock block, ReadOnlySpan<int> sources, PerElement<ElementType> inputs)
    {
        var result = new Interval[block.Columns];
        for (int m = 0; m < block.Columns; m++)
        {
            var sum = Interval.Of(block.Bias[m]);
            for (int k = 0; k < sources.Length; k++)
                if (sources[k] >= 0)
                    sum += inputs[sources[k]].Range * block.Weight(k, m);
            result[m] = sum;
        }
        return result;
    }

    /// <summary>The largest magnitude; 2^63 saturates to 2^63 - 1, which only the exact path can meet.</summary>
    private static long Largest(ReadOnlySpan<long> values)
    {
        long largest = 0;
        foreach (long value in values)
            largest = Math.Max(largest, value == long.MinValue ? long.MaxValue : Math.Abs(value));
        return largest;
    }
}
