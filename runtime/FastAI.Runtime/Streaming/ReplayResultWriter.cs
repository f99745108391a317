using System.Runtime.InteropServices;
using FastAI.Emulation;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Runtime.Streaming;

/// <summary>Writes the results of a replay, one line or row per event, as values or as mantissas.</summary>
public sealed class ReplayResultWriter : IEventConsumer, IDisposable
{
    private readonly RecordingWriter writer;
    private readonly double[]? steps;
    private readonly double[] values;
    private readonly long[] mantissas;

    /// <param name="path">An <c>.npy</c> or <c>.csv</c> to write or replace.</param>
    /// <param name="emulator">The model, for the steps of its outputs.</param>
    /// <param name="raw">Whether to write mantissas.</param>
    public ReplayResultWriter(string path, Emulator emulator, bool raw)
    {
        writer = RecordingWriter.Create(path, new RecordingInfo { Format = RecordingFormat.Npy });
        steps = raw ? null : [.. emulator.Outputs.SelectMany(o => Enumerable.Range(0, o.Formats.Count).Select(i => o.Formats[i].Step))];
        values = new double[emulator.OutputCount];
        mantissas = new long[emulator.OutputCount];
    }

    public bool Take(in RecordedEvent recorded)
    {
        if (steps is null)
            return writer.Take(recorded);
        recorded.Samples.CopyTo(mantissas);
        for (int i = 0; i < values.Length; i++)
            values[i] = mantissas[i] * steps[i];
        return writer.Take(
            new RecordedEvent
            {
                Number = recorded.Number,
                Channels = 1,
                Samples = new SampleSpan(ElementKind.Float64, MemoryMarshal.AsBytes(values.AsSpan())),
            }
        );
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete() => writer.Complete();

    public void Dispose() => writer.Dispose();
}
