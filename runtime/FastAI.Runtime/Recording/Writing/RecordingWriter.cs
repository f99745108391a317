using FastAI.Model;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>Writes the records that it takes to a file, which appears under its name when <see cref="Complete"/> has been called.</summary>
public abstract class RecordingWriter : IEventConsumer, IDisposable
{
    private const string StandardOutput = "-";

    private readonly string path;
    private readonly string unfinished;

    private protected RecordingWriter(string path)
    {
        this.path = path;
        unfinished = path + ".partial";
        try
        {
            Stream =
                path == StandardOutput
                    ? Console.OpenStandardOutput()
                    : new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 18);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw RecordingError.In(path, $"cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Records written.</summary>
    public long Records { get; private protected set; }

    private protected Stream Stream { get; }

    /// <summary>The writer for a file, chosen by the ending of its name: <c>.npy</c>, <c>.csv</c>, own frames for any other and
    /// for standard output (<c>-</c>).</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="info">What the source says of itself; read when the first record comes.</param>
    /// <exception cref="FastAIException">The file cannot be written.</exception>
    public static RecordingWriter Create(string path, RecordingInfo info) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => new NpyRecordingWriter(path),
            ".csv" => new CsvRecordingWriter(path),
            _ => new FrameRecordingWriter(path, info),
        };

    public abstract bool Take(in RecordedEvent recorded);

    /// <summary>Closes the file and gives it its name.</summary>
    public void Complete()
    {
        try
        {
            Finish();
            Stream.Dispose();
            if (path != StandardOutput)
                File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RecordingError.In(path, $"cannot be written: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (path != StandardOutput)
            File.Delete(unfinished);
    }

    private protected abstract void Finish();

    private protected FastAIException Refuse(string message) => RecordingError.In(path, message);
}
