using System.Buffers;
using System.IO.Pipelines;
using FastAI.Model;
using FastAI.Runtime.Recording.Decoding;

namespace FastAI.Runtime.Recording;

/// <summary>
/// Reads a recording of any size as a stream of records: recognised from its content, in memory bounded by the buffer and the longest
/// record, without an allocation per record. Formats without checksums are delivered one record late, since the beginning of the
/// next one is what shows a record to be whole.
/// </summary>
public sealed class RecordingReader : IAsyncDisposable
{
    private readonly string source;
    private readonly RecordingOptions options;
    private readonly PipeReader pipe;
    private readonly RecordingDecoder decoder;
    private byte[] straddling = [];
    private bool used;

    private RecordingReader(string source, RecordingOptions options, PipeReader pipe, RecordingDecoder decoder)
    {
        this.source = source;
        this.options = options;
        this.pipe = pipe;
        this.decoder = decoder;
    }

    public RecordingInfo Info => decoder.Info;

    /// <summary>Damages found so far.</summary>
    public FaultLog Faults { get; private set; } = new();

    /// <summary>Records delivered.</summary>
    public long Delivered { get; private set; }

    /// <summary>Bytes read, unpacked.</summary>
    public long BytesRead { get; private set; }

    /// <param name="source">A file, <c>-</c> for standard input, or <c>tcp://127.0.0.1:PORT</c>.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="stop">Ends the waiting for a live source.</param>
    /// <exception cref="FastAIException">It cannot be read or is no recording.</exception>
    public static async ValueTask<RecordingReader> OpenAsync(
        string source,
        RecordingOptions? options = null,
        CancellationToken stop = default
    )
    {
        options ??= new RecordingOptions();
        var opened = await RecordingSource.OpenAsync(source, options, stop).ConfigureAwait(false);
        var reader = await OpenAsync(opened.Stream, source, options, opened.Decoder, stop).ConfigureAwait(false);
        reader.Info.IsCompressed = opened.IsCompressed;
        return reader;
    }

    /// <summary>Reads a stream, which is disposed with the reader.</summary>
    /// <inheritdoc cref="OpenAsync(string, RecordingOptions?, CancellationToken)"/>
    public static ValueTask<RecordingReader> OpenAsync(
        Stream stream,
        string source,
        RecordingOptions? options = null,
        CancellationToken stop = default
    ) => OpenAsync(stream, source, options ?? new RecordingOptions(), null, stop);

    private static async ValueTask<RecordingReader> OpenAsync(
        Stream stream,
        string source,
        RecordingOptions options,
        RecordingDecoder? decoder,
        CancellationToken stop
    )
    {
        var pipe = PipeReader.Create(
            stream,
            new StreamPipeReaderOptions(bufferSize: options.BufferBytes, minimumReadSize: Math.Max(1, options.BufferBytes / 4))
        );
        bool opened = false;
        try
        {
            decoder ??= await RecogniseAsync(pipe, source, options, stop).ConfigureAwait(false);
            opened = true;
            return new RecordingReader(source, options, pipe, decoder);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw RecordingError.In(source, $"cannot be read: {e.Message}", e);
        }
        finally
        {
            if (!opened)
                await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Hands every record to <paramref name="consumer"/>, in order of the recording, until it ends or the consumer
    /// has had enough. Once per reader.</summary>
    /// <exception cref="FastAIException">The recording is damaged and <see cref="RecordingOptions.OnError"/> says
    /// to stop, or it cannot be read.</exception>
    public async ValueTask ReadAsync(IEventConsumer consumer, CancellationToken stop = default)
    {
        if (used)
            throw new InvalidOperationException("a recording is read once");
        used = true;
        var sink = new RecordingSink(source, options, consumer, decoder.HasChannels);
        Faults = sink.Faults;
        try
        {
            bool completed = false;
            while (!completed && !sink.IsStopped)
            {
                var result = await pipe.ReadAsync(stop).ConfigureAwait(false);
                var buffer = result.Buffer;
                completed = result.IsCompleted;
                long taken = completed || buffer.Length >= decoder.Needed ? Consume(buffer, completed, sink) : 0;
                BytesRead += taken;
                Delivered = sink.Delivered;
                pipe.AdvanceTo(buffer.GetPosition(taken), buffer.End);
            }
            if (!sink.IsStopped)
                decoder.Complete(BytesRead, sink);
            sink.Complete();
        }
        catch (InvalidDataException e)
        {
            throw RecordingError.In(source, $"cannot be unpacked behind byte {BytesRead}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw RecordingError.In(source, $"cannot be read behind byte {BytesRead}: {e.Message}", e);
        }
    }

    /// <summary>Refuses what has turned out to be damage alone: a file that is no recording, or not of
    /// the format that it was taken for.</summary>
    /// <exception cref="FastAIException">Nothing was delivered, but damage was found, or text without numbers.</exception>
    public void RequireRecords()
    {
        if (Delivered > 0)
            return;
        // A line of text that is no numbers is taken for the names of columns.
        if (Faults.Total == 0 && Info.Format == RecordingFormat.Csv)
            throw RecordingError.In(
                source,
                $"was taken for {Info.Description}, but holds no line of numbers. State what it is with --format ({FormatName.Known})"
            );
        if (Faults.Total == 0)
            return;
        string first = Faults.First.FirstOrDefault() is { } fault ? $"; the first: {fault}" : "";
        throw RecordingError.In(
            source,
            $"was taken for {Info.Description}, but is not: there is no whole record in it, and {Faults.Total} damaged{first}. State what it is with --format ({FormatName.Known})"
        );
    }

    public ValueTask DisposeAsync() => pipe.CompleteAsync();

    private static async ValueTask<RecordingDecoder> RecogniseAsync(
        PipeReader pipe,
        string source,
        RecordingOptions options,
        CancellationToken stop
    )
    {
        while (true)
        {
            var result = await pipe.ReadAsync(stop).ConfigureAwait(false);
            var buffer = result.Buffer;
            var start = buffer.Slice(0, Math.Min(buffer.Length, Recognition.MostBytes)).ToArray();
            RecordingDecoder? decoder = null;
            if (options.Format is { } format && (start.Length >= 2 || result.IsCompleted))
                decoder = FormatName.Decoder(format, source, start, options);
            else if (options.Format is null)
                decoder = Recognition.Decoder(source, start, result.IsCompleted, options);
            // Nothing is used up: the decoder begins at the first byte.
            pipe.AdvanceTo(buffer.Start, decoder is null ? buffer.End : buffer.Start);
            if (decoder is not null)
                return decoder;
        }
    }

    private long Consume(ReadOnlySequence<byte> buffer, bool completed, RecordingSink sink)
    {
        long taken = 0;
        while (!sink.IsStopped)
        {
            var rest = buffer.Slice(taken);
            var piece = rest.FirstSpan;
            bool isLast = piece.Length == rest.Length;
            if (isLast && piece.IsEmpty)
                return taken;
            int step = decoder.Decode(piece, BytesRead + taken, completed && isLast, sink);
            taken += step;
            if (isLast || sink.IsStopped)
                return taken;
            int across = Straddle(buffer.Slice(taken), piece.Length - step, BytesRead + taken, completed, sink);
            if (across == 0)
                return taken;
            taken += across;
        }
        return taken;
    }

    /// <summary>Decodes what begins in one piece of the buffer and ends in a later one, from a copy.</summary>
    private int Straddle(ReadOnlySequence<byte> rest, int head, long offset, bool completed, RecordingSink sink)
    {
        if (head == 0)
            return DecodeHead(rest, offset, completed, sink);
        long length = Math.Min(rest.Length, decoder.Needed > head ? decoder.Needed : head + (1 << 12));
        while (true)
        {
            if (straddling.Length < length)
                straddling = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(length, 2L * straddling.Length)));
            var copy = straddling.AsSpan(0, (int)length);
            rest.Slice(0, length).CopyTo(copy);
            int step = decoder.Decode(copy, offset, completed && length == rest.Length, sink);
            if (step > 0 || length == rest.Length)
                return step;
            length = Math.Min(rest.Length, Math.Max(2 * length, decoder.Needed));
        }
    }

    private int DecodeHead(ReadOnlySequence<byte> rest, long offset, bool completed, RecordingSink sink)
    {
        foreach (var segment in rest)
        {
            if (segment.IsEmpty)
                continue;
            return decoder.Decode(segment.Span, offset, completed && segment.Length == rest.Length, sink) is > 0 and var step
                ? step
                : Straddle(rest, segment.Length, offset, completed, sink);
        }
        return 0;
    }
}
