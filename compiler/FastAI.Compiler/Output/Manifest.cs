using System.Collections.Immutable;
using System.Security.Cryptography;

namespace FastAI.Compiler.Output;

/// <summary>What a result was made from: the same tool, options and inputs give the same outputs, byte for
/// byte. Holds no path, host or time.</summary>
/// <param name="Tool">Name and version of the compiler.</param>
/// <param name="Options">Every option that bears on the result, spelled out.</param>
/// <param name="Inputs">SHA-256 of each input: model, calibration data, precision file, templates.</param>
/// <param name="Outputs">SHA-256 of each file of the folder except the manifest itself.</param>
public sealed record Manifest(
    string Tool,
    ImmutableSortedDictionary<string, string> Options,
    ImmutableSortedDictionary<string, string> Inputs,
    ImmutableSortedDictionary<string, string> Outputs
)
{
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>SHA-256 of a file, read in pieces.</summary>
    public static string HashFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
