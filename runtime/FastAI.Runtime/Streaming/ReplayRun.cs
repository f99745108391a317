using System.Collections.Immutable;
using System.Numerics;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>One replay: makes events of records, brings them to the firmware's model, and those that it takes to the emulator.</summary>
internal sealed class ReplayRun<T> : IEventConsumer, IDisposable
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly string source;
    private readonly RecordingInfo info;
    private readonly Emulator emulator;
    private readonly FirmwareTiming timing;
    private readonly ReplayOptions options;
    private readonly FirmwareModel firmware;
    private readonly ReplayClock clock;
    private readonly InputConversion<T> conversion;
    private readonly Lazy<ResultComparison> comparison;
    private readonly Lazy<EmulatorThread<T>> thread;
    private readonly SlidingSamples<T> sliding;
    private EventBatch<T>? batch;
    private BcAlignment? alignment;
    private long records;
    private long events;
    private long untimed;
    private bool timed;
    private int compared;

    internal ReplayRun(string source, RecordingInfo info, Emulator emulator, FirmwareTiming timing, ReplayOptions options)
    {
        (this.source, this.info, this.emulator, this.timing, this.options) = (source, info, emulator, timing, options);
        firmware = new FirmwareModel(timing, options.FifoDepth, options.Share, options.DeadlineNs);
        clock = new ReplayClock(source, info, options.Rate, timing);
        conversion = new InputConversion<T>(emulator, options.Raw);
        sliding = new SlidingSamples<T>(emulator, options.Raw);
        // Names of recorded results are known with the first record.
        comparison = new Lazy<ResultComparison>(() => new ResultComparison(info.ResultNames, emulator.Outputs));
        thread = new Lazy<EmulatorThread<T>>(() => new EmulatorThread<T>(emulator, comparison.Value, options.Results));
    }

    public bool Take(in RecordedEvent recorded)
    {
        records++;
        bool slides = options.Sliding || recorded.IsContinuous;
        timed = clock.MoveTo(recorded, slides);
        if (clock.HasBc && timed)
            alignment ??= new BcAlignment(clock.CyclesPerBc, info.OrbitLength, recorded.Bc);
        if (timed)
            firmware.Occupancy ??= new FifoOccupancy(clock.CyclesPerBc, info.OrbitLength, clock.HasBc ? recorded.Bc : 0);
        if (slides)
            Slide(recorded);
        else if (options.FromSample is { } from)
            TakeChannels(recorded, from);
        else if (recorded.SamplesPerChannel == emulator.InputCount)
            TakeChannels(recorded, 0);
        else if (recorded.Samples.Count == emulator.InputCount)
            TakeWhole(recorded);
        else
            throw Mismatch(recorded);
        return true;
    }

    /// <summary>Waits for the last result.</summary>
    internal void Complete()
    {
        if (batch is { Count: > 0 })
            thread.Value.Run(batch);
        batch = null;
        if (thread.IsValueCreated)
            thread.Value.Complete();
    }

    public void Dispose()
    {
        if (thread.IsValueCreated)
            thread.Value.Dispose();
    }

    internal ReplayReport Report(RecordingReader reader, double seconds)
    {
        var times = thread.IsValueCreated ? thread.Value.Times : new HostTimes();
        return new ReplayReport
        {
            Entity = "",
            Model = "",
            Source = source,
            Format = info.Format.ToString().ToLowerInvariant(),
            Rate = options.Rate.Name,
            Records = records,
            Events = events,
            Interruptions = sliding.Interruptions,
            Limited = conversion.Limited + sliding.Limited,
            Faults = reader.Faults.Counts.ToImmutableSortedDictionary(f => FaultContent.NameOf(f.Key), f => f.Value),
            FirstFaults = [.. reader.Faults.First.Select(FaultContent.Of)],
            Missing = reader.Faults.Missing,
            Firmware = Times(),
            Host = new HostProcessing(
                seconds,
                firmware.Latencies.Count / seconds,
                times.Quantile(0.5),
                times.Quantile(0.99),
                times.Quantile(0.999),
                times.MaxNs,
                thread.IsValueCreated ? thread.Value.BatchEvents : 0,
                times.Bins()
            ),
            Recorded = comparison.Value.Agreements(),
        };
    }

    private FirmwareTimes Times()
    {
        var latencies = firmware.Latencies;
        bool any = latencies.Count > 0;
        var bc = alignment is { IsEmpty: false } ? alignment : null;
        return new FirmwareTimes
        {
            ClockMhz = timing.ClockMhz,
            LatencyCycles = timing.LatencyCycles,
            InitiationInterval = timing.InitiationInterval,
            Interleave = timing.Interleave,
            FifoDepth = options.FifoDepth,
            Servers = firmware.Servers,
            Accepted = latencies.Count,
            Overflows = firmware.Overflows,
            FifoHighWater = firmware.HighWater,
            DeadTime = firmware.DeadTime,
            MinCycles = any ? latencies.Min : 0,
            MedianCycles = latencies.Quantile(0.5),
            P99Cycles = latencies.Quantile(0.99),
            MaxCycles = any ? latencies.Max : 0,
            MaxNs = any ? latencies.Max * 1000 / timing.ClockMhz : 0,
            DeadlineNs = options.DeadlineNs,
            DeadlineMisses = firmware.DeadlineMisses,
            ConstantLatency = firmware.IsConstant,
            MinBcDistance = bc?.Min,
            MaxBcDistance = bc?.Max,
            OrbitWraps = bc?.Wraps ?? 0,
            ResultsInNextOrbit = bc?.InNextOrbit ?? 0,
            OutOfOrder = firmware.OutOfOrder + untimed,
            Latencies = latencies.Bins(),
            Occupancy = firmware.Occupancy?.Points() ?? [],
            OrbitLength = info.OrbitLength,
            BcIsRecorded = clock.HasBc,
        };
    }

    private void TakeChannels(in RecordedEvent recorded, int from)
    {
        int per = recorded.SamplesPerChannel,
            taken = emulator.InputCount;
        if (from > per - taken)
            throw Mismatch(recorded);
        bool copies = conversion.AreMantissas(recorded.Samples, out var samples);
        long arrival = clock.Arrival(from + taken - 1);
        long bc = clock.HasBc ? clock.BcOf(from + taken - 1) : 0;
        if (copies && OfferAll(recorded, arrival, bc))
        {
            AppendAll(recorded, samples, from);
            return;
        }
        for (int c = 0; c < recorded.Channels; c++)
        {
            if (!Offer(recorded.Number, recorded.Channel + c, arrival, bc))
                continue;
            var inputs = Next(recorded, recorded.Channel + c);
            if (copies)
                InputConversion<T>.Copy(samples.Slice(c * per + from, taken), inputs);
            else
                conversion.Convert(recorded.Samples.Slice(c * per + from, taken), inputs, recorded.Number);
        }
    }

    /// <summary>Appends the events of all channels of a record, as many at a time as a batch has room for.</summary>
    private void AppendAll(in RecordedEvent recorded, ReadOnlySpan<short> samples, int from)
    {
        int per = recorded.SamplesPerChannel,
            taken = emulator.InputCount;
        for (int done = 0; done < recorded.Channels; )
        {
            var here = Room();
            int index = here.Count,
                count = here.Append(recorded.Channels - done, recorded.Number, recorded.Channel + done);
            if (per == taken)
                InputConversion<T>.Copy(samples.Slice(done * per, count * per), here.InputsOf(index, count));
            else
                for (int e = 0; e < count; e++)
                    InputConversion<T>.Copy(samples.Slice((done + e) * per + from, taken), here.InputsOf(index + e));
            for (int e = 0; compared > 0 && e < count; e++)
                Pick(recorded, here, index + e);
            done += count;
        }
    }

    private void TakeWhole(in RecordedEvent recorded)
    {
        int last = recorded.SamplesPerChannel - 1;
        if (!Offer(recorded.Number, recorded.Channel, clock.Arrival(last), clock.HasBc ? clock.BcOf(last) : 0))
            return;
        var inputs = Next(recorded, recorded.Channel);
        if (conversion.AreMantissas(recorded.Samples, out var samples))
            InputConversion<T>.Copy(samples, inputs);
        else
            conversion.Convert(recorded.Samples, inputs, recorded.Number);
    }

    private void Slide(in RecordedEvent recorded)
    {
        int per = recorded.SamplesPerChannel;
        sliding.Begin(recorded, clock.HasBc && timed ? clock.Bc : -1);
        for (int i = 0; i < per; i++)
        {
            long arrival = clock.Arrival(i),
                bc = clock.HasBc ? clock.BcOf(i) : 0;
            int whole = 0;
            for (int c = 0; c < recorded.Channels; c++)
                if (sliding.Add(c, i).IsWhole)
                    whole++;
            bool all = whole == recorded.Channels && OfferAll(recorded, arrival, bc);
            for (int c = 0; c < recorded.Channels && whole > 0; c++)
            {
                var window = sliding.Window(c);
                if (window.IsWhole && (all || Offer(recorded.Number, recorded.Channel + c, arrival, bc)))
                    window.Samples.CopyTo(Next(recorded, recorded.Channel + c));
            }
        }
    }

    /// <summary>Brings the events of all channels of a record to the firmware at once; false when they
    /// have to be brought one by one.</summary>
    private bool OfferAll(in RecordedEvent recorded, long arrival, long bc)
    {
        if (!timed || clock.IsMax)
            return false;
        long result = firmware.OfferAll(recorded.Channel, recorded.Channels, arrival);
        if (result == FirmwareModel.Apart)
            return false;
        events += recorded.Channels;
        alignment?.Add(bc, result, recorded.Channels);
        for (int c = 0; options.Times is not null && c < recorded.Channels; c++)
            options.Times.Add(recorded.Number, recorded.Channel + c, arrival, result);
        return true;
    }

    /// <summary>Brings an event to the firmware; false when it is lost there. An event without a place in
    /// time has a result all the same.</summary>
    private bool Offer(long number, int channel, long arrival, long bc)
    {
        events++;
        if (!timed)
        {
            untimed++;
            options.Times?.Add(number, channel, FirmwareModel.Late, FirmwareModel.Late);
            return true;
        }
        if (clock.IsMax)
            arrival = firmware.Free(channel);
        long result = firmware.Offer(channel, arrival);
        options.Times?.Add(number, channel, arrival, result);
        if (result >= 0)
            alignment?.Add(bc, result);
        return result != FirmwareModel.Lost;
    }

    /// <summary>Room for the inputs of one more event.</summary>
    private Span<T> Next(in RecordedEvent recorded, int channel)
    {
        var here = Room();
        int index = here.Count;
        here.Append(1, recorded.Number, channel);
        if (compared > 0)
            Pick(recorded, here, index);
        return here.InputsOf(index);
    }

    private void Pick(in RecordedEvent recorded, EventBatch<T> here, int index) =>
        comparison.Value.Pick(recorded.Results, here.Recorded.AsSpan(index * compared, compared));

    private EventBatch<T> Room() => batch is { IsFull: false } ? batch : Fresh();

    private EventBatch<T> Fresh()
    {
        if (batch is not null)
            thread.Value.Run(batch);
        compared = comparison.Value.Count;
        return batch = thread.Value.Rent();
    }

    private FastAIException Mismatch(in RecordedEvent recorded) =>
        FastAIException.BadInput(
            $"{source}: record {recorded.Number} has {recorded.SamplesPerChannel} samples in each of {recorded.Channels} channels, the model takes {emulator.InputCount}: "
                + $"pick them with --from-sample, or let the model slide over them with --sliding"
        );
}
