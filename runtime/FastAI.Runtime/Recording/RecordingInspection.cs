using System.Collections.Immutable;

namespace FastAI.Runtime.Recording;

/// <summary>Reads a whole recording and says what is in it.</summary>
public sealed class RecordingInspection : IEventConsumer
{
    private const int MaxChannels = 1 << 16;
    private const int Candidates = 1000;
    private const int DrawnSamples = 512;

    private readonly Dictionary<(int Board, int Channel), ChannelStatistics> channels = [];
    private double[] samples = [];
    private double[] drawn = [];
    private double drawnSwing = -1;
    private long drawnNumber;
    private string? kind;
    private long records;
    private long total;
    private int fewest = int.MaxValue;
    private int most;
    private long first = -1;
    private long last = -1;
    private double? firstTime;
    private double lastTime;
    private double longest;

    private RecordingInspection(RecordingInfo info) => Info = info;

    private RecordingInfo Info { get; }

    /// <param name="source">A file, <c>-</c>, or <c>tcp://127.0.0.1:PORT</c>.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="stop">Ends the waiting for a live source.</param>
    /// <exception cref="FastAI.Model.FastAIException">It cannot be read, is no recording, or is damaged
    /// where the options say to stop.</exception>
    public static async Task<RecordingContent> RunAsync(string source, RecordingOptions options, CancellationToken stop = default)
    {
        await using var reader = await RecordingReader.OpenAsync(source, options, stop).ConfigureAwait(false);
        var inspection = new RecordingInspection(reader.Info);
        await reader.ReadAsync(inspection, stop).ConfigureAwait(false);
        reader.RequireRecords();
        return inspection.Content(source, reader);
    }

    public bool Take(in RecordedEvent recorded)
    {
        int per = recorded.SamplesPerChannel;
        if (samples.Length < recorded.Samples.Count)
            samples = new double[recorded.Samples.Count];
        recorded.Samples.CopyTo(samples);
        for (int c = 0; c < recorded.Channels; c++)
        {
            var key = (recorded.Board, recorded.Channel + c);
            if (!channels.TryGetValue(key, out var statistics))
            {
                if (channels.Count == MaxChannels)
                    continue;
                channels.Add(key, statistics = new ChannelStatistics());
            }
            statistics.Add(samples.AsSpan(c * per, per));
        }
        if (records < Candidates)
            Draw(recorded.Number, samples.AsSpan(0, per));
        kind ??= recorded.Samples.Kind.ToString().ToLowerInvariant();
        if (first < 0)
            first = recorded.Number;
        last = recorded.Number;
        fewest = Math.Min(fewest, recorded.Samples.Count);
        most = Math.Max(most, recorded.Samples.Count);
        total += recorded.Samples.Count;
        records++;
        if (!recorded.IsLate && RecordTime.Seconds(recorded, Info) is { } time)
            AddTime(time);
        return true;
    }

    private void AddTime(double time)
    {
        if (firstTime is null)
            firstTime = time;
        else
            longest = Math.Max(longest, time - lastTime);
        lastTime = time;
    }

    /// <summary>Keeps the waveform with the largest swing.</summary>
    private void Draw(long number, ReadOnlySpan<double> waveform)
    {
        if (waveform.IsEmpty)
            return;
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double sample in waveform)
            (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
        if (high - low <= drawnSwing)
            return;
        (drawnSwing, drawnNumber) = (high - low, number);
        drawn = waveform.ToArray();
    }

    private RecordingContent Content(string source, RecordingReader reader)
    {
        bool timed = firstTime is not null && lastTime > firstTime;
        double seconds = timed ? lastTime - firstTime!.Value : 0;
        int step = Math.Max(1, (drawn.Length + DrawnSamples - 1) / DrawnSamples);
        return new RecordingContent
        {
            Source = source,
            Format = Info.Format.ToString().ToLowerInvariant(),
            Description = Info.Description,
            Compressed = Info.IsCompressed,
            Run = Info.Run,
            Bytes = reader.BytesRead,
            Records = records,
            Samples = total,
            MinSamples = records > 0 ? fewest : 0,
            MaxSamples = most,
            SampleKind = kind ?? "",
            Seconds = timed ? seconds : null,
            RecordsPerSecond = timed ? (records - 1) / seconds : null,
            LongestGapSeconds = timed ? longest : null,
            FirstNumber = first,
            LastNumber = last,
            Missing = reader.Faults.Missing,
            LostBytes = reader.Faults.LostBytes,
            Faults = reader.Faults.Counts.ToImmutableSortedDictionary(f => FaultContent.NameOf(f.Key), f => f.Value),
            FirstFaults = [.. reader.Faults.First.Select(FaultContent.Of)],
            Channels = [.. channels.OrderBy(c => c.Key).Select(c => c.Value.ToContent(c.Key.Board, c.Key.Channel, NameOf(c.Key)))],
            Results = Info.ResultNames,
            DrawnNumber = drawnNumber,
            Drawn = [.. drawn.Where((_, i) => i % step == 0)],
        };
    }

    private string NameOf((int Board, int Channel) key) =>
        Info.Channels.FirstOrDefault(c => c.Channel == key.Channel && (c.Board == key.Board || Info.Format == RecordingFormat.Midas))?.Name
        ?? "";
}
