using System.Runtime.InteropServices;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// Finds channels whose converter delivers one value without end. A quiet channel of a digitiser still moves by its noise; so many equal samples in a row, over at
/// least three records, are a fault. One record is examined only up to its first change.
/// </summary>
internal sealed class StuckChannels(int limit)
{
    private const int MinRecords = 3;
    private const int MaxChannels = 1 << 16;

    private readonly Dictionary<int, Run> runs = [];

    /// <summary>Takes note of a record.</summary>
    /// <returns>Whether all its channels are stuck, so that it holds nothing.</returns>
    internal bool Check(in RecordedEvent recorded, RecordingSink sink)
    {
        int samples = recorded.SamplesPerChannel;
        if (samples == 0) return false;
        int dead = 0;
        for (int c = 0; c < recorded.Channels; c++)
        {
            var one = recorded.Samples.Slice(c * samples, samples);
            int key = (recorded.Board << 16) + recorded.Channel + c;
            if (!one.IsConstant())
            {
                if (runs.TryGetValue(key, out var moving) && moving.Samples > 0) runs[key] = default;
                continue;
            }
            if (Continue(key, one, recorded, sink)) dead++;
        }
        return dead > 0 && dead == recorded.Channels;
    }

    private static long FirstValue(SampleSpan samples)
    {
        int size = samples.Bytes.Length / samples.Count;
        long value = 0;
        for (int i = 0; i < size; i++) value |= (long)samples.Bytes[i] << (8 * i);
        return value;
    }

    private bool Continue(int key, SampleSpan samples, in RecordedEvent recorded, RecordingSink sink)
    {
        if (runs.Count >= MaxChannels && !runs.ContainsKey(key)) return false;
        ref var run = ref CollectionsMarshal.GetValueRefOrAddDefault(runs, key, out _);
        long value = FirstValue(samples);
        bool same = run.Samples > 0 && run.Value == value;
        run = new(value, (same ? run.Samples : 0) + samples.Count, (same ? run.Records : 0) + 1, same && run.Reported);
        if (run.Samples < limit || run.Records < MinRecords) return false;
        if (!run.Reported)
        {
            run = run with { Reported = true };
            sink.Fault(FaultKind.StuckChannel, recorded.Offset, 0, recorded.Number, recorded.Orbit, recorded.Bc,
                $"channel {key & 0xFFFF} of board {key >> 16} is stuck at one value since {run.Samples} samples");
        }
        return true;
    }

    private readonly record struct Run(long Value, long Samples, long Records, bool Reported);
}
