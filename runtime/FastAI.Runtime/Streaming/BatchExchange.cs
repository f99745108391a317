using System.Diagnostics.CodeAnalysis;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Batches that circulate between one thread that fills and one that empties them. A filler that has run out of batches sleeps until half
/// of them are back, not until one is: woken for each batch, or spinning for it, the faster side would spend as much processor time
/// on waiting as the slower one on its work.
/// </summary>
/// <param name="batches">All of them, empty.</param>
internal sealed class BatchExchange<TBatch>(IReadOnlyCollection<TBatch> batches)
    where TBatch : class
{
    private readonly object gate = new();
    private readonly Queue<TBatch> empty = new(batches);
    private readonly Queue<TBatch> full = new(batches.Count);
    private readonly int enough = (batches.Count + 1) / 2;
    private bool completed;

    /// <summary>An empty batch for the filler, which has handed over all that it had before.</summary>
    internal TBatch Rent()
    {
        lock (gate)
        {
            // All batches come back without the filler's doing, so that the wait ends.
            if (empty.Count == 0)
                while (empty.Count < enough)
                    Monitor.Wait(gate);
            return empty.Dequeue();
        }
    }

    /// <summary>Hands over a filled batch.</summary>
    internal void Submit(TBatch batch)
    {
        lock (gate)
        {
            full.Enqueue(batch);
            if (full.Count == 1)
                Monitor.PulseAll(gate);
        }
    }

    /// <summary>Nothing more will be submitted.</summary>
    internal void Complete()
    {
        lock (gate)
        {
            completed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for a filled batch; false when all have been taken and no more will come.</summary>
    internal bool TryTake([NotNullWhen(true)] out TBatch? batch)
    {
        lock (gate)
        {
            while (full.Count == 0 && !completed)
                Monitor.Wait(gate);
            return full.TryDequeue(out batch);
        }
    }

    /// <summary>Gives an emptied batch back.</summary>
    internal void Return(TBatch batch)
    {
        lock (gate)
        {
            empty.Enqueue(batch);
            if (empty.Count == enough)
                Monitor.PulseAll(gate);
        }
    }
}
