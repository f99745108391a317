using System.IO.Compression;

namespace FastAI.Runtime.Data;

/// <summary>
/// The unpacked bytes of one entry of an archive: reading on is cheap, going back unpacks anew. Each entry has an archive of its own, so
/// that entries read in turn do not move each other's position.
/// </summary>
internal sealed class ZipEntryByteSource(string path, ByteSource file, string entry, long length) : ByteSource
{
    private ZipArchive? archive;
    private Stream? stream;
    private long position;

    internal override long Length => length;

    internal override bool IsRandomAccess => false;

    internal override void Read(long offset, Span<byte> destination)
    {
        try
        {
            MoveTo(offset);
            stream!.ReadExactly(destination);
            position += destination.Length;
        }
        catch (EndOfStreamException e)
        {
            throw DataError.In(path, $"\"{entry}\" ends earlier than its header says.", e);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw DataError.In(path, $"\"{entry}\" cannot be unpacked: {e.Message}", e);
        }
    }

    public override void Dispose()
    {
        stream?.Dispose();
        archive?.Dispose();
        stream = null;
        archive = null;
    }

    /// <summary>What ZipArchive throws on damaged archives; offsets out of range reach it as wrong arguments.</summary>
    internal static bool IsDamage(Exception failure) =>
        failure is InvalidDataException or IOException or NotSupportedException or ArgumentException;

    private void MoveTo(long offset)
    {
        if (stream is null || offset < position)
        {
            Dispose();
            archive = new ZipArchive(new BufferedStream(new ByteSourceStream(file)), ZipArchiveMode.Read);
            stream = (archive.GetEntry(entry) ?? throw new InvalidDataException("the archive has changed meanwhile.")).Open();
            position = 0;
        }
        Span<byte> skipped = stackalloc byte[4096];
        while (position < offset)
        {
            var step = (int)Math.Min(skipped.Length, offset - position);
            stream.ReadExactly(skipped[..step]);
            position += step;
        }
    }
}
