namespace FastAI.Runtime.Recording;

/// <summary>Sums over the samples of one channel. Deviations are taken from the first sample, so that a
/// large pedestal costs no digits.</summary>
internal sealed class ChannelStatistics
{
    private double origin;
    private double sum;
    private double squares;
    private double min = double.PositiveInfinity;
    private double max = double.NegativeInfinity;
    private long records;
    private long count;

    internal void Add(ReadOnlySpan<double> samples)
    {
        if (count == 0 && samples.Length > 0)
            origin = samples[0];
        double s = 0,
            q = 0,
            low = min,
            high = max;
        foreach (double sample in samples)
        {
            double d = sample - origin;
            s += d;
            q += d * d;
            low = Math.Min(low, sample);
            high = Math.Max(high, sample);
        }
        (sum, squares, min, max) = (sum + s, squares + q, low, high);
        count += samples.Length;
        records++;
    }

    internal ChannelContent ToContent(int board, int channel, string name)
    {
        double mean = count > 0 ? sum / count : 0;
        double rms = count > 0 ? Math.Sqrt(Math.Max(0, squares / count - mean * mean)) : 0;
        return new(board, channel, name, records, count, count > 0 ? min : 0, count > 0 ? max : 0, origin + mean, rms);
    }
}
