using System.Diagnostics.CodeAnalysis;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Equality of packed vectors by content.</summary>
internal sealed class ByteComparer : IEqualityComparer<byte[]>
{
    public static ByteComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
