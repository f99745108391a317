using System.Diagnostics;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Timing on a machine that others use too: many short windows, of which the fastest counts.</summary>
internal static class Stopwatches
{
    /// <summary>Seconds of one run.</summary>
    public static double Once(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Seconds of the fastest of many runs of <paramref name="work"/>, once it is compiled in full.</summary>
    public static double Best(Action work) => BestOfPieces(1, _ => work());

    /// <summary>
    /// Seconds of <paramref name="pieces"/> that are walked in order again and again, the fastest time of each added up: windows stay
    /// short, and what one piece leaves in the caches is gone when its turn comes again if all of them are large.
    /// </summary>
    public static double BestOfPieces(int pieces, Action<int> work)
    {
        var best = new double[pieces];
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 100; i++)
                work(i % pieces);
            Thread.Sleep(150); // the tiered compiler works in the background, and a busy machine lets it wait
        }
        long end = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 2;
        do
        {
            for (int i = 0; i < pieces; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work(i);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        } while (Stopwatch.GetTimestamp() < end);
        return best.Sum();
    }
}
