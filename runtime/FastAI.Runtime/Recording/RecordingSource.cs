using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Decoding;

namespace FastAI.Runtime.Recording;

/// <summary>
/// Where a recording comes from: a file, standard input (<c>-</c>), or a socket of this host (<c>tcp://127.0.0.1:PORT</c>). Gzip is
/// unpacked, and of an <c>.npz</c> its array is taken, or its arrays side by side.
/// </summary>
internal static class RecordingSource
{
    internal const string Tcp = "tcp://";

    internal static async ValueTask<OpenedSource> OpenAsync(string source, RecordingOptions options, CancellationToken stop)
    {
        try
        {
            if (source == "-")
                return await UnpackAsync(source, Console.OpenStandardInput(), options, stop).ConfigureAwait(false);
            if (source.StartsWith(Tcp, StringComparison.Ordinal))
                return await UnpackAsync(source, await ConnectAsync(source, stop).ConfigureAwait(false), options, stop)
                    .ConfigureAwait(false);
            if (Directory.Exists(source))
                throw RecordingError.In(source, "is a folder where a recording is needed");
            var file = new FileStream(source, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            return await UnpackAsync(source, file, options, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
        {
            throw RecordingError.In(source, $"cannot be read: {e.Message}", e);
        }
    }

    private static async ValueTask<NetworkStream> ConnectAsync(string source, CancellationToken stop)
    {
        if (
            !IPEndPoint.TryParse(source[Tcp.Length..].Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out var end)
            || end.Port == 0
        )
            throw new FastAIException(ExitCode.Usage, $"{source}: needs an address and a port, as in tcp://127.0.0.1:5000");
        if (!IPAddress.IsLoopback(end.Address))
            throw new FastAIException(ExitCode.Usage, $"{source}: only sockets of this host are read; forward a remote one to 127.0.0.1");
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(end, stop).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async ValueTask<OpenedSource> UnpackAsync(string source, Stream stream, RecordingOptions options, CancellationToken stop)
    {
        byte[] start = new byte[4];
        int got = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
        bool isZip = got == 4 && start.AsSpan().SequenceEqual("PK\x3\x4"u8);
        if (isZip && stream.CanSeek)
            return OpenArchive(source, stream, options);
        if (isZip)
            throw RecordingError.In(source, "is an .npz archive, which can only be read from a file");
        if (stream.CanSeek)
            stream.Position = 0;
        else
            stream = new PrefixedStream(start.AsMemory(0, got), stream);
        bool isGzip = got >= 2 && start[0] == 0x1F && start[1] == 0x8B;
        return isGzip ? new(new GZipStream(stream, CompressionMode.Decompress), IsCompressed: true) : new(stream);
    }

    private static OpenedSource OpenArchive(string source, Stream stream, RecordingOptions options)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var arrays = archive.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)).ToArray();
            if (arrays.Length == 1)
                return new(arrays[0].Open());
            archive.Dispose();
        }
        catch (Exception e) when (ZipEntryByteSource.IsDamage(e))
        {
            throw RecordingError.In(source, $"is a damaged archive: {e.Message}", e);
        }
        var rows = ArchiveRows.Open(source, options.Inputs);
        return new(rows, Decoder: new ArchiveDecoder(rows));
    }
}
