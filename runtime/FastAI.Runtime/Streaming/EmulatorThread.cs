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

/// <summary>
/// Runs batches through the emulator, in the order in which they are handed over. While reading takes but a small part of the time, the
/// reading thread does it by itself: the events then stay in its processor's cache, where handing them to another costs more than is
/// gained. When reading takes longer, a thread of its own takes over for the rest of the recording; a few batches then circulate, so that
/// memory is bounded and a slow side makes the other wait.
/// </summary>
internal sealed class EmulatorThread<T> : IDisposable
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Events of a batch: enough to hide the handing over, few enough to stay in the second-level cache.</summary>
    private const int MostEvents = 1024,
        FewestEvents = 64,
        BatchBytes = 1 << 18;

    /// <summary>Batches that circulate: enough that either side goes on while the other is without its
    /// processor, few enough to bound memory.</summary>
    private const int MostBatches = 16,
        FewestBatches = 3,
        AllBytes = 1 << 22;

    /// <summary>Batches over which both sides' times are compared; long against what an interruption by other programs takes.</summary>
    private const int Trial = 64;

    /// <summary>How many times as long as the reading the emulation has to take for one thread to do both.</summary>
    private const int Worth = 3;

    private readonly Emulator emulator;
    private readonly ResultComparison comparison;
    private readonly IEventConsumer? results;
    private readonly long[] wide;
    private readonly int batches;
    private readonly EventBatch<T> only;
    private BatchExchange<EventBatch<T>>? exchange;
    private Thread? thread;
    private ExceptionDispatchInfo? failure;
    private int trial;
    private long begun;
    private long reading;
    private long emulating;

    internal EmulatorThread(Emulator emulator, ResultComparison comparison, IEventConsumer? results)
    {
        (this.emulator, this.comparison, this.results) = (emulator, comparison, results);
        wide = new long[emulator.OutputCount];
        long bytes = Unsafe.SizeOf<T>() * ((long)emulator.InputCount + emulator.OutputCount);
        BatchEvents = (int)Math.Clamp(BatchBytes / bytes, FewestEvents, MostEvents);
        batches = (int)Math.Clamp(AllBytes / (BatchEvents * bytes), FewestBatches, MostBatches);
        only = Fresh();
    }

    /// <summary>Events of a full batch.</summary>
    internal int BatchEvents { get; }

    internal HostTimes Times { get; } = new();

    /// <summary>Whether a thread of its own has taken over.</summary>
    internal bool IsBeside => thread is not null;

    /// <summary>A batch to fill; the one before has been handed over.</summary>
    internal EventBatch<T> Rent()
    {
        var batch = exchange is null ? only : exchange.Rent();
        failure?.Throw();
        batch.Count = 0;
        if (exchange is null)
            begun = Stopwatch.GetTimestamp();
        return batch;
    }

    internal void Run(EventBatch<T> batch)
    {
        if (exchange is not null)
        {
            exchange.Submit(batch);
            return;
        }
        long read = Stopwatch.GetTimestamp();
        Emulate(batch);
        reading += read - begun;
        emulating += Stopwatch.GetTimestamp() - read;
        if (++trial < Trial)
            return;
        if (emulating < Worth * reading)
            Begin();
        (trial, reading, emulating) = (0, 0, 0);
    }

    /// <summary>Waits for the last result.</summary>
    internal void Complete()
    {
        Dispose();
        failure?.Throw();
    }

    public void Dispose()
    {
        exchange?.Complete();
        thread?.Join();
    }

    private EventBatch<T> Fresh() => new(emulator.InputCount, emulator.OutputCount, comparison.Count, BatchEvents);

    private void Begin()
    {
        var others = new BatchExchange<EventBatch<T>>([only, .. Enumerable.Range(1, batches - 1).Select(_ => Fresh())]);
        exchange = others;
        thread = new Thread(() => Work(others)) { IsBackground = true, Name = "emulator" };
        thread.Start();
    }

    private void Work(BatchExchange<EventBatch<T>> batches)
    {
        while (batches.TryTake(out var batch))
        {
            try
            {
                if (failure is null)
                    Emulate(batch);
            }
            catch (FastAIException e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            batches.Return(batch);
        }
    }

    private void Emulate(EventBatch<T> batch)
    {
        int inputs = batch.Count * emulator.InputCount,
            outputs = batch.Count * emulator.OutputCount;
        long start = Stopwatch.GetTimestamp();
        if (typeof(T) == typeof(short))
            emulator.Run(
                MemoryMarshal.Cast<T, short>(batch.Inputs.AsSpan(0, inputs)),
                MemoryMarshal.Cast<T, short>(batch.Outputs.AsSpan(0, outputs))
            );
        else if (typeof(T) == typeof(int))
            emulator.Run(
                MemoryMarshal.Cast<T, int>(batch.Inputs.AsSpan(0, inputs)),
                MemoryMarshal.Cast<T, int>(batch.Outputs.AsSpan(0, outputs))
            );
        else
            emulator.Run(
                MemoryMarshal.Cast<T, long>(batch.Inputs.AsSpan(0, inputs)),
                MemoryMarshal.Cast<T, long>(batch.Outputs.AsSpan(0, outputs))
            );
        Times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / batch.Count, batch.Count);
        if (comparison.Count > 0)
            Compare(batch);
        if (results is not null)
            Deliver(batch);
    }

    private void Compare(EventBatch<T> batch)
    {
        for (int e = 0; e < batch.Count; e++)
        {
            int at = e * emulator.OutputCount;
            comparison.Compare(batch.Numbers[e], batch.Recorded.AsSpan(e * comparison.Count, comparison.Count), o =>
                long.CreateTruncating(batch.Outputs[at + o])
            );
        }
    }

    private void Deliver(EventBatch<T> batch)
    {
        for (int e = 0; e < batch.Count; e++)
        {
            for (int o = 0; o < wide.Length; o++)
                wide[o] = long.CreateTruncating(batch.Outputs[e * wide.Length + o]);
            results!.Take(
                new RecordedEvent
                {
                    Number = batch.Numbers[e],
                    TimeStamp = -1,
                    Orbit = -1,
                    Bc = -1,
                    Channel = batch.Channels[e],
                    Channels = 1,
                    Samples = new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(wide.AsSpan())),
                }
            );
        }
    }
}
