namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Bins of one property; the lower edge belongs to a bin.</summary>
/// <param name="By">The column.</param>
/// <param name="Edges">Edges in ascending order, one more than bins.</param>
/// <param name="IsWhole">Whether the property counts something.</param>
internal sealed record Binning(string By, double[] Edges, bool IsWhole)
{
    private const int MaxTargetBins = 10;
    private const int EventsPerBin = 50;

    /// <summary>The gap and the place in the train in bins that widen with distance, as pile-up fades; the true
    /// value in bins of equal content.</summary>
    internal static IEnumerable<Binning> For(PhysicsTable table, TruthFile truth, string target)
    {
        if (truth.Columns.Contains(TruthFile.Gap))
            yield return new(TruthFile.Gap, [double.NegativeInfinity, 0, 1, 3, 6, 11, 21, 31, double.PositiveInfinity], true);
        if (truth.Columns.Contains(TruthFile.TrainPosition))
            yield return new(TruthFile.TrainPosition, [0, 4, 12, 28, double.PositiveInfinity], true);
        yield return new(target, Equal(table[target]), false);
    }

    /// <summary>Edges of bins of equal content.</summary>
    internal static double[] Equal(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        int bins = Math.Clamp(sorted.Length / EventsPerBin, 1, MaxTargetBins);
        double[] edges =
        [
            .. Enumerable.Range(0, bins).Select(b => sorted.Length == 0 ? 0 : sorted[(int)((long)b * sorted.Length / bins)]),
            double.PositiveInfinity,
        ];
        return [.. edges.Distinct()];
    }
}
