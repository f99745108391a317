using Microsoft.Win32.SafeHandles;

namespace FastAI.Runtime.Data;

/// <summary>A file read by position. Reads rather than a memory map: a file that shrinks meanwhile is then an error, not a fault of the
/// process.</summary>
internal sealed class FileByteSource : ByteSource
{
    private readonly string path;
    private readonly SafeFileHandle handle;

    internal FileByteSource(string path)
    {
        this.path = path;
        if (Directory.Exists(path))
        {
            throw DataError.In(path, "is a folder where an event file is needed.");
        }
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            handle?.Dispose();
            throw DataError.Unreadable(path, e);
        }
    }

    internal override long Length { get; }

    internal override bool IsRandomAccess => true;

    internal override void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                var got = RandomAccess.Read(handle, destination, offset);
                if (got == 0)
                {
                    throw DataError.In(path, $"ends at byte {offset}, earlier than its contents say.");
                }
                offset += got;
                destination = destination[got..];
            }
        }
        catch (IOException e)
        {
            throw DataError.Unreadable(path, e);
        }
    }

    public override void Dispose() => handle.Dispose();
}
