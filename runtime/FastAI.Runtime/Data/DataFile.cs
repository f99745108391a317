using FastAI.Model;

namespace FastAI.Runtime.Data;

/// <summary>An open event file: <c>.npy</c>, <c>.npz</c> or delimited text, recognised from its content.</summary>
public sealed class DataFile : IDisposable
{
    private readonly FileByteSource file;

    private DataFile(string path, DataFormat format, IReadOnlyList<DataArray> arrays, FileByteSource file)
    {
        Path = path;
        Format = format;
        Arrays = arrays;
        this.file = file;
    }

    public string Path { get; }

    public DataFormat Format { get; }

    /// <summary>The arrays in file order; a file with a single unnamed array has one, named after the file.</summary>
    public IReadOnlyList<DataArray> Arrays { get; }

    /// <summary>Opens a file and checks its structure: headers and size of binary files, every line of a text.</summary>
    /// <exception cref="FastAIException">The file is missing, of another kind, truncated or malformed; the message says where.</exception>
    public static DataFile Open(string path)
    {
        FileByteSource? file = null;
        try
        {
            file = new FileByteSource(path);
            Span<byte> start = stackalloc byte[64];
            start = start[..(int)Math.Min(start.Length, file.Length)];
            file.Read(0, start);
            var format = Recognise(path, start);
            IReadOnlyList<DataArray> arrays = format switch
            {
                DataFormat.Npy => [NpyArray.Open(path, System.IO.Path.GetFileNameWithoutExtension(path), file)],
                DataFormat.Npz => NpzArrays.Open(path, file),
                _ => [CsvArray.Open(path, file)],
            };
            var opened = new DataFile(path, format, arrays, file);
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var array in Arrays)
        {
            array.Close();
        }
        file.Dispose();
    }

    private static DataFormat Recognise(string path, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw DataError.In(path, "the file is empty.");
        }
        if (start.StartsWith(NpyHeader.Magic))
        {
            return DataFormat.Npy;
        }
        if (start.StartsWith("PK\x3\x4"u8) || start.StartsWith("PK\x5\x6"u8))
        {
            return DataFormat.Npz;
        }
        if (start.ContainsAnyInRange((byte)0, (byte)8))
        {
            throw DataError.In(
                path,
                "is not an event file: it is neither a NumPy array (.npy), nor an archive of them (.npz), nor text (.csv); "
                    + $"it starts with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}."
            );
        }
        return DataFormat.Csv;
    }
}
