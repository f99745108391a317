using System.Diagnostics;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Timing on a machine that others use too: many short windows, of which the fastest counts.</summary>
internal static class Stopwatches
{
    /// <summary>How often each piece of a large batch is timed at least: a few times would seldom meet the machine undisturbed.</summary>
    private const int FewestTurns = 24;

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
    public static double BestOfPieces(int pieces, Action<int> work) => BestBeside(pieces, work, null).Work;

    /// <summary>
    /// The same, and seconds of the fastest run of <paramref name="other"/>: for some milliseconds the pieces run, then the other for half
    /// as long, and so on, so that both see the machine in every state and each finds the caches as it left them.
    /// </summary>
    public static (double Work, double Other) BestBeside(int pieces, Action<int> work, Action? other)
    {
        double bestOther = double.MaxValue;
        var best = new double[pieces];
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                work(i % pieces);
                other?.Invoke();
            }
            Thread.Sleep(150); // the tiered compiler works in the background, and a busy machine lets it wait
        }
        long turn = Stopwatch.Frequency / 250,
            end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * (other is null ? 2 : 3) / 4;
        for (int turns = 0; turns < FewestTurns || Stopwatch.GetTimestamp() < end; turns++)
        {
            long began = Stopwatch.GetTimestamp();
            do
            {
                for (int i = 0; i < pieces; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    work(i);
                    best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            } while (Stopwatch.GetTimestamp() - began < turn);
            long ended = Stopwatch.GetTimestamp(),
                until = ended + (ended - began) / 2;
            if (other is not null)
                do bestOther = Math.Min(bestOther, Once(other));
                while (Stopwatch.GetTimestamp() < until);
        }
        return (best.Sum(), bestOther);
    }
}
