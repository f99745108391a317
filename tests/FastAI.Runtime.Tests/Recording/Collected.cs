using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>Keeps every record of a recording.</summary>
internal sealed class Collected : IEventConsumer
{
    internal sealed record Record(
        long Number,
        long Time,
        long Orbit,
        int Bc,
        int Board,
        int Channel,
        int Channels,
        bool IsLate,
        long[] Samples,
        long[] Results
    );

    internal List<Record> Records { get; } = [];

    public bool Take(in RecordedEvent e)
    {
        var samples = new long[e.Samples.Count];
        e.Samples.CopyTo(samples);
        Records.Add(new(e.Number, e.TimeStamp, e.Orbit, e.Bc, e.Board, e.Channel, e.Channels, e.IsLate, samples, e.Results.ToArray()));
        return true;
    }

    internal static async Task<(Collected Events, RecordingReader Reader)> ReadAsync(string path, RecordingOptions? options = null)
    {
        var events = new Collected();
        await using var reader = await RecordingReader.OpenAsync(path, options);
        await reader.ReadAsync(events);
        return (events, reader);
    }

    internal static async Task<(Collected Events, RecordingReader Reader)> ReadAsync(Stream stream, RecordingOptions? options = null)
    {
        var events = new Collected();
        await using var reader = await RecordingReader.OpenAsync(stream, "recording", options);
        await reader.ReadAsync(events);
        return (events, reader);
    }
}
