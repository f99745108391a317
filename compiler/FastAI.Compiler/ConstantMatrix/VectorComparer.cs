using System.Diagnostics.CodeAnalysis;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Equality of coefficient vectors by content.</summary>
internal sealed class VectorComparer : IEqualityComparer<long[]>
{
    public static VectorComparer Instance { get; } = new();

    public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] long[] obj)
    {
        ulong hash = 0;
        foreach (long c in obj)
        {
            hash = (hash ^ (ulong)c) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        return (int)(hash ^ (hash >> 32));
    }
}
