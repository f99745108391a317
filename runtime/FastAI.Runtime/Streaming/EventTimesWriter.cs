using System.Runtime.InteropServices;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Writes the firmware's times of every event of a replay: the recorder's number, the channel, the cycle at whose edge the last needed
/// sample is there, that of the result, and the cycles between. An event without a result has -1 in place of the last two (lost to
/// overflow), one without a place in time -2.
/// </summary>
public sealed class EventTimesWriter : IDisposable
{
    private readonly RecordingWriter writer;
    private readonly long[] row = new long[5];

    /// <param name="path">An <c>.npy</c> or <c>.csv</c> to write or replace.</param>
    /// <exception cref="FastAIException">It has another name, or cannot be written.</exception>
    public EventTimesWriter(string path) =>
        writer = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => new NpyRecordingWriter(path),
            ".csv" => new CsvRecordingWriter(path, "event,channel,arrival_cycle,result_cycle,latency_cycles"),
            _ => throw new FastAIException(ExitCode.Usage, $"{path}: times are written as .npy or .csv"),
        };

    /// <summary>Gives the file its name.</summary>
    public void Complete() => writer.Complete();

    public void Dispose() => writer.Dispose();

    internal void Add(long number, int channel, long arrival, long result)
    {
        (row[0], row[1], row[2], row[3], row[4]) = (number, channel, arrival, result, result < 0 ? result : result - arrival);
        writer.Take(
            new RecordedEvent
            {
                Number = number,
                Channels = 1,
                Samples = new SampleSpan(ElementKind.Int64, MemoryMarshal.AsBytes(row.AsSpan())),
            }
        );
    }
}
