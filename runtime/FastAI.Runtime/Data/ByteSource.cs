namespace FastAI.Runtime.Data;

/// <summary>Bytes at given positions, read in pieces.</summary>
internal abstract class ByteSource : IDisposable
{
    internal abstract long Length { get; }

    /// <summary>Whether reading back and forth costs no more than reading on.</summary>
    internal abstract bool IsRandomAccess { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="FastAI.Model.FastAIException">The bytes are not there or cannot be read.</exception>
    internal abstract void Read(long offset, Span<byte> destination);

    public abstract void Dispose();
}
