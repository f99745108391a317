using System.Runtime.ExceptionServices;
using FastAI.Emulation.Planning;
using FastAI.Model;

namespace FastAI.Emulation.Execution;

/// <summary>
/// Deals a batch to threads, chunk by chunk. Each begins with a part of the batch of its own, so that the same events come to the same
/// caches call after call, and then helps with what others have left. Nobody waits for a thread that has not begun: what it would have done
/// is done by then. Each result has its place beforehand.
/// </summary>
internal sealed class ParallelEvents : IThreadPoolWorkItem
{
    /// <summary>Events that a thread takes at a time.</summary>
    private const int Chunk = 16 * Tile.Events;

    /// <summary>Counters of two parts are so far apart that they share no line of a cache.</summary>
    private const int Apart = 16;

    private readonly long events;
    private readonly int parts;
    private readonly Action<long, long> run;
    private readonly long[] next;
    private readonly ManualResetEventSlim finished = new();
    private readonly Lock gate = new();
    private long left;
    private int joined;
    private long failedAt = long.MaxValue;
    private Exception? failure;

    private ParallelEvents(long events, int parts, Action<long, long> run)
    {
        (this.events, this.parts, this.run, left) = (events, parts, run, (events + Chunk - 1) / Chunk);
        next = new long[(parts + 1) * Apart];
        for (int part = 0; part < parts; part++)
            next[part * Apart] = Begin(part);
    }

    /// <param name="events">Size of the batch.</param>
    /// <param name="threads">At most this many run at once, the caller's among them.</param>
    /// <param name="run">Called with the first event and the number of a range; ranges do not overlap.</param>
    /// <exception cref="FastAIException">What <paramref name="run"/> threw for the earliest range.</exception>
    public static void Run(long events, int threads, Action<long, long> run)
    {
        int parts = (int)Math.Min(threads, (events + Chunk - 1) / Chunk);
        if (parts == 0)
            return;
        var batch = new ParallelEvents(events, parts, run);
        for (int helper = 1; helper < parts; helper++)
            ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
        batch.Work(0);
        batch.finished.Wait();
        if (batch.failure is FastAIException known)
            throw new FastAIException(known.Code, known.Message, known);
        if (batch.failure is { } other)
            ExceptionDispatchInfo.Throw(other);
    }

    void IThreadPoolWorkItem.Execute() => Work(Interlocked.Increment(ref joined));

    private long Begin(int part) => (events + Chunk - 1) / Chunk * part / parts * Chunk;

    private void Work(int own)
    {
        for (int turn = 0; turn < parts; turn++)
        {
            int part = (own + turn) % parts;
            long end = Math.Min(Begin(part + 1), events);
            for (; ; )
            {
                long first = Interlocked.Add(ref next[part * Apart], Chunk) - Chunk;
                if (first >= end)
                    break;
                if (first <= Interlocked.Read(ref failedAt))
                    Try(first, Math.Min(Chunk, end - first));
                if (Interlocked.Decrement(ref left) == 0)
                    finished.Set();
            }
        }
    }

    private void Try(long first, long count)
    {
        try
        {
            run(first, count);
        }
        catch (Exception e)
        {
            lock (gate)
            {
                if (first < failedAt)
                    (failedAt, failure) = (first, e);
            }
        }
    }
}
