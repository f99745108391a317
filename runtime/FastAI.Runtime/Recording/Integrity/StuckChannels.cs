using System.Runtime.CompilerServices;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// Finds channels whose converter delivers one value without end. A quiet channel of a digitiser still moves by its noise; so many equal
/// samples in a row, over at least three records, are a fault. Time is divided into windows of a quarter of that many: a channel that has
/// moved in a window is not looked at again before the next, so that the watch costs next to nothing on a healthy recording. What has not
/// moved for as many whole windows is stuck: found a window later at most.
/// </summary>
internal sealed class StuckChannels(int limit)
{
    private const int MinRecords = 3;
    private const int Windows = 4;
    private const int MaxGroups = 1 << 16;

    private readonly Dictionary<int, Group> groups = [];
    private Group? latest;
    private int latestKey = -1;

    /// <summary>Takes note of a record.</summary>
    /// <returns>Whether all its channels are stuck, so that it holds nothing.</returns>
    internal bool Check(in RecordedEvent recorded, RecordingSink sink)
    {
        int samples = recorded.SamplesPerChannel;
        if (samples == 0 || Find(recorded) is not { } group)
            return false;
        // Nearly always every channel has moved in this window.
        if (group.Samples == 0 || group.Watched > 0)
            Watch(group, recorded, samples);
        group.Samples += samples;
        group.Records++;
        if (group.Samples >= (limit + Windows - 1) / Windows)
            Close(group, recorded, sink);
        return group.Stuck == recorded.Channels;
    }

    /// <summary>Kept apart from <see cref="Check"/>, whose frame on the stack would have to be cleared for each record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Watch(Group group, in RecordedEvent recorded, int samples)
    {
        if (group.Samples == 0)
            group.Begin(recorded);
        for (int i = group.Watched - 1; i >= 0; i--)
        {
            int channel = group.Channels[i];
            var one = recorded.Samples.Slice(channel * samples, samples);
            if (!one.IsConstant() || FirstValue(one) != group.Values[channel])
                group.Moved(i);
        }
    }

    private static long FirstValue(SampleSpan samples)
    {
        int size = samples.Bytes.Length / samples.Count;
        long value = 0;
        for (int i = 0; i < size; i++)
            value |= (long)samples.Bytes[i] << (8 * i);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Close(Group group, in RecordedEvent recorded, RecordingSink sink)
    {
        for (int i = 0; i < group.Watched; i++)
        {
            int channel = group.Channels[i];
            group.StillSamples[channel] += group.Samples;
            group.StillRecords[channel] += group.Records;
            if (group.IsStuck[channel] || group.StillSamples[channel] < limit || group.StillRecords[channel] < MinRecords)
                continue;
            group.IsStuck[channel] = true;
            group.Stuck++;
            sink.Fault(
                FaultKind.StuckChannel,
                recorded.Offset,
                0,
                recorded.Number,
                recorded.Orbit,
                recorded.Bc,
                $"channel {recorded.Channel + channel} of board {recorded.Board} is stuck at one value for {group.StillSamples[channel]} samples"
            );
        }
        group.Samples = 0;
    }

    private Group? Find(in RecordedEvent recorded)
    {
        int key = (recorded.Board << 16) + recorded.Channel;
        if (key == latestKey && latest!.Channels.Length == recorded.Channels)
            return latest;
        if (!groups.TryGetValue(key, out var group) || group.Channels.Length != recorded.Channels)
        {
            if (groups.Count >= MaxGroups)
                return null;
            groups[key] = group = new Group(recorded.Channels);
        }
        (latest, latestKey) = (group, key);
        return group;
    }

    /// <summary>Channels that come in one record.</summary>
    private sealed class Group(int channels)
    {
        /// <summary>The first <see cref="Watched"/> are the channels that have not moved in this window.</summary>
        public int[] Channels { get; } = new int[channels];

        public long[] Values { get; } = new long[channels];

        public bool[] IsStuck { get; } = new bool[channels];

        /// <summary>Samples of the whole windows up to now in which a channel has not moved.</summary>
        public long[] StillSamples { get; } = new long[channels];

        /// <inheritdoc cref="StillSamples"/>
        public long[] StillRecords { get; } = new long[channels];

        public int Watched { get; private set; }

        public int Stuck { get; set; }

        public long Samples { get; set; }

        public int Records { get; set; }

        public void Begin(in RecordedEvent recorded)
        {
            int samples = recorded.SamplesPerChannel;
            for (int c = 0; c < Channels.Length; c++)
            {
                long value = FirstValue(recorded.Samples.Slice(c * samples, 1));
                Channels[c] = c;
                if (value != Values[c])
                    Free(c);
                Values[c] = value;
            }
            Watched = Channels.Length;
            Records = 0;
        }

        public void Moved(int index)
        {
            Free(Channels[index]);
            Channels[index] = Channels[--Watched];
        }

        private void Free(int channel)
        {
            (StillSamples[channel], StillRecords[channel]) = (0, 0);
            if (!IsStuck[channel])
                return;
            IsStuck[channel] = false;
            Stuck--;
        }
    }
}
