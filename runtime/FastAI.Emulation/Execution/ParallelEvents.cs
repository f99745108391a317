using FastAI.Emulation.Planning;
using FastAI.Model;

namespace FastAI.Emulation.Execution;

/// <summary>Deals whole tiles of a batch to threads. Each result has its place beforehand, so that the order is that of the events.</summary>
internal static class ParallelEvents
{
    /// <summary>Events that a thread takes at a time.</summary>
    private const int Chunk = 16 * Tile.Events;

    /// <param name="events">Size of the batch.</param>
    /// <param name="threads">At most this many run at once, the caller's among them.</param>
    /// <param name="run">Called with the first event and the number of a range; ranges do not overlap.</param>
    /// <exception cref="FastAIException">What <paramref name="run"/> threw for the earliest range.</exception>
    public static void Run(long events, int threads, Action<long, long> run)
    {
        long next = 0, failedAt = long.MaxValue;
        FastAIException? failure = null;
        object gate = new();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (; ; )
            {
                long first = Interlocked.Add(ref next, Chunk) - Chunk;
                if (first >= events || first > Interlocked.Read(ref failedAt)) return;
                try
                {
                    run(first, Math.Min(Chunk, events - first));
                }
                catch (FastAIException e)
                {
                    lock (gate)
                    {
                        if (first < failedAt) (failedAt, failure) = (first, e);
                    }
                }
            }
        });
        if (failure is not null) throw new FastAIException(failure.Code, failure.Message, failure);
    }
}
