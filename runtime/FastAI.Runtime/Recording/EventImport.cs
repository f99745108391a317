using System.Runtime.InteropServices;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Runtime.Recording;

/// <summary>Writes the events of a recording to an array file, and what the recorder's firmware computed to another: every channel of a
/// record is an event, or the whole record is.</summary>
internal sealed class EventImport(string source, string events, string firmware, int size, int? fromSample) : IEventConsumer, IDisposable
{
    private readonly NpyRecordingWriter samples = new(events);
    private NpyRecordingWriter? results;

    public bool Take(in RecordedEvent recorded)
    {
        int per = recorded.SamplesPerChannel;
        if (fromSample is { } from && from <= per - size)
            for (int c = 0; c < recorded.Channels; c++)
                Write(recorded, c * per + from);
        else if (fromSample is null && per == size)
            for (int c = 0; c < recorded.Channels; c++)
                Write(recorded, c * per);
        else if (fromSample is null && recorded.Samples.Count == size)
            Write(recorded, 0);
        else
            throw FastAIException.BadInput(
                $"{source}: record {recorded.Number} has {per} samples in each of {recorded.Channels} channels, the model takes {size}: pick them with --from-sample"
            );
        return true;
    }

    /// <summary>Gives the files their names.</summary>
    internal void Complete()
    {
        if (samples.Records == 0)
            throw FastAIException.BadInput($"{source}: holds no event");
        samples.Complete();
        results?.Complete();
    }

    public void Dispose()
    {
        samples.Dispose();
        results?.Dispose();
    }

    private void Write(in RecordedEvent recorded, int first)
    {
        samples.Take(
            new RecordedEvent
            {
                Number = recorded.Number,
                Channels = 1,
                Samples = recorded.Samples.Slice(first, size),
            }
        );
        if (recorded.Results.IsEmpty)
            return;
        results ??= new NpyRecordingWriter(firmware);
        results.Take(
            new RecordedEvent
            {
                Number = recorded.Number,
                Channels = 1,
                Samples = new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(recorded.Results)),
            }
        );
    }
}
