using System.Diagnostics;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Timing on a machine that others use too: many short windows, of which the fastest counts.</summary>
internal static class Stopwatches
{
    /// <summary>Seconds of the fastest of many runs of <paramref name="work"/>; compiled code is warm by then.</summary>
    public static double Best(Action work, double seconds = 0.4)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        double best = double.MaxValue;
        for (int i = 0; i < 40; i++) work();
        Thread.Sleep(150); // the tiered compiler works in the background
        do
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetTimestamp() < end);
        return best;
    }
}
