using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace FastAI.Runtime.Data;

/// <summary>
/// Writes a <c>.npy</c> array of known shape piece by piece. The file appears under its name when <see cref="Complete"/> has been called;
/// without that nothing is left behind.
/// </summary>
/// <typeparam name="T"><see cref="long"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class NpyWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly string path;
    private readonly string unfinished;
    private readonly FileStream stream;
    private long missing;

    /// <param name="path">The file to write or replace.</param>
    /// <param name="shape">All dimensions, the event axis first.</param>
    public NpyWriter(string path, IReadOnlyList<long> shape)
    {
        this.path = path;
        unfinished = path + ".partial";
        missing = shape.Aggregate(1L, (elements, dimension) => checked(elements * dimension));
        var header = Header(shape);
        try
        {
            stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write);
            stream.Write(header);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw DataError.In(path, $"cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes a whole array at once.</summary>
    public static void Write(string path, IReadOnlyList<long> shape, ReadOnlySpan<T> values)
    {
        using var writer = new NpyWriter<T>(path, shape);
        writer.Append(values);
        writer.Complete();
    }

    /// <summary>Appends elements, row-major.</summary>
    public void Append(ReadOnlySpan<T> values)
    {
        if (values.Length > missing)
        {
            throw new ArgumentException($"{values.Length} elements are more than the {missing} that the shape leaves.");
        }
        try
        {
            WriteLittleEndian(values);
        }
        catch (IOException e)
        {
            throw DataError.In(path, $"cannot be written: {e.Message}", e);
        }
        missing -= values.Length;
    }

    /// <summary>Closes the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    public void Complete()
    {
        if (missing > 0)
        {
            throw new InvalidOperationException($"{missing} elements of {path} have not been written.");
        }
        try
        {
            stream.Dispose();
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataError.In(path, $"cannot be written: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        File.Delete(unfinished);
    }

    private static byte[] Header(IReadOnlyList<long> shape)
    {
        var type =
            typeof(T) == typeof(long) ? "<i8"
            : typeof(T) == typeof(float) ? "<f4"
            : typeof(T) == typeof(double) ? "<f8"
            : throw new NotSupportedException($"{typeof(T)} is not written; long, float and double are.");
        var dimensions = string.Concat(shape.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture) + ", "));
        var text =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({(shape.Count == 1 ? dimensions.TrimEnd() : dimensions.TrimEnd(' ', ','))}), }}";
        // The elements start at a multiple of 64 bytes, as the format recommends; the text ends in a line end.
        const int preamble = 10,
            alignment = 64;
        var length = (preamble + text.Length + 1 + alignment - 1) / alignment * alignment - preamble;
        byte[] start = [.. NpyHeader.Magic, 1, 0, (byte)length, (byte)(length >> 8)];
        return [.. start, .. Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n")];
    }

    private void WriteLittleEndian(ReadOnlySpan<T> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Arrays are written on little-endian machines only.");
        }
        stream.Write(MemoryMarshal.AsBytes(values));
    }
}
