using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FastAI.Model;

namespace FastAI.Compiler.Output;

/// <summary>
/// A folder that appears whole or not at all: files are written beside the target and moved into place by <see cref="Commit"/>.
/// A folder that exists already is replaced only if it is empty or holds an earlier result (its <c>manifest.json</c> says so).
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private readonly string target;
    private readonly string staging;
    private readonly SortedDictionary<string, string> hashes = new(StringComparer.Ordinal);
    private bool committed;

    /// <param name="path">The folder to make.</param>
    /// <exception cref="FastAIException">Something else stands there, or the place cannot be written.</exception>
    public OutputFolder(string path)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target))
            throw FastAIException.BadInput($"{path}: is a file; name a folder that does not exist yet");
        if (
            Directory.Exists(target)
            && !File.Exists(Path.Combine(target, "manifest.json"))
            && Directory.EnumerateFileSystemEntries(target).Any()
        )
            throw FastAIException.BadInput($"{path}: holds other files (no manifest.json); name a folder that does not exist yet");
        staging = target + ".partial-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            Directory.CreateDirectory(staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: cannot be made: {e.Message}", e);
        }
    }

    /// <summary>SHA-256 of every file written so far, by path relative to the folder.</summary>
    public ImmutableSortedDictionary<string, string> Hashes => hashes.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Adds a text file (UTF-8 without a mark, line feeds).</summary>
    public void Write(string relative, string text) => Write(relative, new UTF8Encoding(false).GetBytes(text));

    /// <summary>Adds a file.</summary>
    public void Write(string relative, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(staging, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path))
            file.Write(bytes);
        hashes.Add(relative, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Puts the folder in its place.</summary>
    public void Commit()
    {
        string? old = null;
        if (Directory.Exists(target))
        {
            old = staging + "-old";
            Directory.Move(target, old);
        }
        Directory.Move(staging, target);
        committed = true;
        if (old is not null)
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (!committed && Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
    }
}
