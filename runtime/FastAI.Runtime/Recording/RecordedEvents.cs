using System.Collections.Immutable;
using FastAI.Model;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording;

/// <summary>
/// Events for a model, and what the recorder's firmware computed of them: from an event file as it is, or from a recorder's own file, a
/// socket or standard input, which is first read into a temporary file, so that it can be gone through in blocks whatever its size.
/// </summary>
public sealed class RecordedEvents : IDisposable
{
    private readonly DataFile file;
    private readonly DataFile? resultFile;
    private readonly IReadOnlyList<DataArray> results;
    private readonly string? folder;
    private long[] column = [];

    private RecordedEvents(
        DataFile file,
        IReadOnlyList<EventInput> inputs,
        DataFile? resultFile,
        ImmutableArray<string> names,
        string? folder
    )
    {
        (this.file, this.resultFile, this.folder) = (file, resultFile, folder);
        Data = EventData.Bind(file, inputs);
        results = resultFile is null ? ArchiveNames.Results(file, Data.EventCount) : resultFile.Arrays;
        ResultNames = resultFile is null ? [.. results.Select(r => r.Name[ArchiveNames.Recorded.Length..])] : names;
    }

    public EventData Data { get; }

    /// <summary>The file that holds the events.</summary>
    public DataFile File => file;

    /// <summary>Names of what the recorder's firmware computed; empty where nothing is recorded.</summary>
    public ImmutableArray<string> ResultNames { get; }

    /// <param name="source">Event file or recording.</param>
    /// <param name="inputs">What the model takes.</param>
    /// <param name="options">How a recording is read.</param>
    /// <param name="fromSample">First sample that the model takes of longer records; null where they must agree.</param>
    /// <exception cref="FastAIException">It cannot be read, or does not fit the model.</exception>
    public static async Task<RecordedEvents> OpenAsync(
        string source,
        IReadOnlyList<EventInput> inputs,
        RecordingOptions options,
        int? fromSample,
        CancellationToken stop = default
    )
    {
        if (fromSample is null && options.Format is null && IsEventFile(source))
            return Open(DataFile.Open(source), inputs, null, [], null);
        await using var reader = await RecordingReader.OpenAsync(source, options with { Inputs = inputs }, stop).ConfigureAwait(false);
        string folder = Directory.CreateTempSubdirectory("fastai-").FullName;
        bool opened = false;
        try
        {
            string events = Path.Combine(folder, "events.npy"),
                firmware = Path.Combine(folder, "firmware.npy");
            using (var import = new EventImport(source, events, firmware, inputs.Sum(i => i.Size), fromSample))
            {
                await reader.ReadAsync(import, stop).ConfigureAwait(false);
                import.Complete();
            }
            var read = Open(
                DataFile.Open(events),
                inputs,
                System.IO.File.Exists(firmware) ? DataFile.Open(firmware) : null,
                reader.Info.ResultNames,
                folder
            );
            opened = true;
            return read;
        }
        finally
        {
            if (!opened)
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reads results, row-major.</summary>
    internal void ReadResults(long first, int count, Span<long> rows)
    {
        if (resultFile is not null)
        {
            results[0].ReadAsLong(first, count, rows);
            return;
        }
        if (column.Length < count)
            column = new long[count];
        for (int c = 0; c < results.Count; c++)
        {
            results[c].ReadAsLong(first, count, column);
            for (int e = 0; e < count; e++)
                rows[e * results.Count + c] = column[e];
        }
    }

    public void Dispose()
    {
        file.Dispose();
        resultFile?.Dispose();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }

    private static RecordedEvents Open(
        DataFile file,
        IReadOnlyList<EventInput> inputs,
        DataFile? results,
        ImmutableArray<string> names,
        string? folder
    )
    {
        bool opened = false;
        try
        {
            var events = new RecordedEvents(file, inputs, results, names, folder);
            opened = true;
            return events;
        }
        finally
        {
            if (!opened)
                file.Dispose();
            if (!opened)
                results?.Dispose();
        }
    }

    /// <summary>Whether a file's content can be gone through as it is: an array, an archive, or text that is no recorder's. What cannot be
    /// opened is left to the messages of event files.</summary>
    private static bool IsEventFile(string source)
    {
        if (source == "-" || source.StartsWith(RecordingSource.Tcp, StringComparison.Ordinal))
            return false;
        if (!System.IO.File.Exists(source))
            return true;
        byte[] start = new byte[Recognition.MostBytes];
        int count;
        try
        {
            using var stream = System.IO.File.OpenRead(source);
            count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
        var bytes = start.AsSpan(0, count);
        return bytes.IsEmpty
            || bytes.StartsWith(NpyHeader.Magic)
            || bytes.StartsWith("PK"u8)
            || (Recognition.IsText(bytes) && !Decoding.SuperNemoDecoder.Recognises(bytes));
    }
}
