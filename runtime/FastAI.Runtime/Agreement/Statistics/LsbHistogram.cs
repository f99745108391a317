namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>
/// Counts of whole differences, in bins of equal width around zero. The width starts at one step and is multiplied by three whenever a
/// difference falls outside, so that the middle bin stays centred at zero, nothing is lost, and memory is fixed.
/// </summary>
public sealed class LsbHistogram
{
    /// <summary>Bins on either side of the middle one.</summary>
    private const int Side = 40;

    private readonly long[] counts = new long[2 * Side + 1];

    /// <summary>Steps that one bin spans; odd.</summary>
    public long Width { get; private set; } = 1;

    public void Add(long difference)
    {
        while (Math.Abs(Bin(difference)) > Side)
            Widen();
        counts[Side + (int)Bin(difference)]++;
    }

    /// <summary>Bins from the first to the last that holds anything.</summary>
    public HistogramReport Report()
    {
        int first = Array.FindIndex(counts, c => c > 0),
            last = Array.FindLastIndex(counts, c => c > 0);
        return first < 0 ? new(Width, 0, []) : new(Width, (first - Side) * Width, [.. counts[first..(last + 1)]]);
    }

    // The nearest multiple of the width: an odd width has no ties.
    private double Bin(long difference) => Math.Round((double)difference / Width);

    private void Widen()
    {
        long[] old = (long[])counts.Clone();
        Array.Clear(counts);
        for (int bin = -Side; bin <= Side; bin++)
            counts[Side + (int)Math.Round(bin / 3.0)] += old[Side + bin];
        Width = checked(Width * 3);
    }
}
