using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>Runs batches through the emulator beside the thread that reads the recording. A few batches circulate, so that memory is bounded and a slow side makes the other wait.</summary>
internal sealed class EmulatorThread<T> : IDisposable
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Events of a batch: enough to hide the handing over, few enough to stay in the second-level cache.</summary>
    private const int MostEvents = 1024, FewestEvents = 64, BatchBytes = 1 << 18;

    /// <summary>Batches that circulate: enough that either side goes on while the other is without its processor, few enough to bound memory.</summary>
    private const int MostBatches = 16, FewestBatches = 3, AllBytes = 1 << 22;

    private readonly Emulator emulator;
    private readonly ResultComparison comparison;
    private readonly IEventConsumer? results;
    private readonly BlockingCollection<EventBatch<T>> empty = [];
    private readonly BlockingCollection<EventBatch<T>> full = [];
    private readonly Thread thread;
    private readonly long[] wide;
    private ExceptionDispatchInfo? failure;
    private bool joined;

    internal EmulatorThread(Emulator emulator, ResultComparison comparison, IEventConsumer? results)
    {
        (this.emulator, this.comparison, this.results) = (emulator, comparison, results);
        wide = new long[emulator.OutputCount];
        long bytes = Unsafe.SizeOf<T>() * ((long)emulator.InputCount + emulator.OutputCount);
        BatchEvents = (int)Math.Clamp(BatchBytes / bytes, FewestEvents, MostEvents);
        long batches = Math.Clamp(AllBytes / (BatchEvents * bytes), FewestBatches, MostBatches);
        for (int i = 0; i < batches; i++) empty.Add(new EventBatch<T>(emulator.InputCount, emulator.OutputCount, comparison.Count, BatchEvents));
        thread = new Thread(Work) { IsBackground = true, Name = "emulator" };
        thread.Start();
    }

    /// <summary>Events of a full batch.</summary>
    internal int BatchEvents { get; }

    internal HostTimes Times { get; } = new();

    internal EventBatch<T> Rent()
    {
        var batch = empty.Take();
        failure?.Throw();
        batch.Count = 0;
        return batch;
    }

    internal void Run(EventBatch<T> batch) => full.Add(batch);

    /// <summary>Waits for the last result.</summary>
    internal void Complete()
    {
        Join();
        failure?.Throw();
    }

    public void Dispose()
    {
        Join();
        empty.Dispose();
        full.Dispose();
    }

    private void Join()
    {
        if (joined) return;
        joined = true;
        full.CompleteAdding();
        thread.Join();
    }

    private void Work()
    {
        foreach (var batch in full.GetConsumingEnumerable())
        {
            try
            {
                if (failure is null) Emulate(batch);
            }
            catch (FastAIException e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            empty.Add(batch);
        }
    }

    private void Emulate(EventBatch<T> batch)
    {
        int inputs = batch.Count * emulator.InputCount, outputs = batch.Count * emulator.OutputCount;
        long start = Stopwatch.GetTimestamp();
        if (typeof(T) == typeof(short)) emulator.Run(MemoryMarshal.Cast<T, short>(batch.Inputs.AsSpan(0, inputs)), MemoryMarshal.Cast<T, short>(batch.Outputs.AsSpan(0, outputs)));
        else if (typeof(T) == typeof(int)) emulator.Run(MemoryMarshal.Cast<T, int>(batch.Inputs.AsSpan(0, inputs)), MemoryMarshal.Cast<T, int>(batch.Outputs.AsSpan(0, outputs)));
        else emulator.Run(MemoryMarshal.Cast<T, long>(batch.Inputs.AsSpan(0, inputs)), MemoryMarshal.Cast<T, long>(batch.Outputs.AsSpan(0, outputs)));
        Times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / batch.Count, batch.Count);
        if (comparison.Count > 0) Compare(batch);
        if (results is not null) Deliver(batch);
    }

    private void Compare(EventBatch<T> batch)
    {
        for (int e = 0; e < batch.Count; e++)
        {
            int at = e * emulator.OutputCount;
            comparison.Compare(batch.Numbers[e], batch.Recorded.AsSpan(e * comparison.Count, comparison.Count), o => long.CreateTruncating(batch.Outputs[at + o]));
        }
    }

    private void Deliver(EventBatch<T> batch)
    {
        for (int e = 0; e < batch.Count; e++)
        {
            for (int o = 0; o < wide.Length; o++) wide[o] = long.CreateTruncating(batch.Outputs[e * wide.Length + o]);
            results!.Take(new RecordedEvent
            {
                Number = batch.Numbers[e],
                TimeStamp = -1,
                Orbit = -1,
                Bc = -1,
                Channel = batch.Channels[e],
                Channels = 1,
                Samples = new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(wide.AsSpan())),
            });
        }
    }
}
