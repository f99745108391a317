using System.IO.Compression;

namespace FastAI.Runtime.Data;

/// <summary>Opens the arrays of an <c>.npz</c>: a zip archive whose entries <c>NAME.npy</c> are stored or deflated.</summary>
internal static class NpzArrays
{
    private const string Suffix = ".npy";
    private const int MaxArrays = 4096;

    internal static IReadOnlyList<DataArray> Open(string path, FileByteSource file)
    {
        var arrays = new List<DataArray>();
        var complete = false;
        try
        {
            var entries = ReadDirectory(path, file);
            foreach (var (entry, length) in entries)
            {
                if (!entry.EndsWith(Suffix, StringComparison.Ordinal))
                {
                    throw DataError.In(path, $"has an entry \"{entry}\", which is not a NumPy array ({Suffix}).");
                }
                var name = entry[..^Suffix.Length];
                if (arrays.Any(array => array.Name == name))
                {
                    throw DataError.In(path, $"has two arrays named \"{name}\".");
                }
                arrays.Add(NpyArray.Open(path, name, new ZipEntryByteSource(path, file, entry, length)));
            }
            complete = arrays.Count > 0;
            return complete ? arrays : throw DataError.In(path, "is an archive without arrays.");
        }
        catch (Exception e) when (ZipEntryByteSource.IsDamage(e))
        {
            throw DataError.In(path, $"is a damaged archive: {e.Message}", e);
        }
        finally
        {
            if (!complete)
            {
                arrays.ForEach(array => array.Close());
            }
        }
    }

    private static List<(string Name, long Length)> ReadDirectory(string path, FileByteSource file)
    {
        using var archive = new ZipArchive(new ByteSourceStream(file), ZipArchiveMode.Read);
        return archive.Entries.Count <= MaxArrays
            ? [.. archive.Entries.Select(entry => (entry.FullName, entry.Length))]
            : throw DataError.In(path, $"has {archive.Entries.Count} entries; at most {MaxArrays} are read.");
    }
}
