namespace FastAI.Runtime.Data;

/// <summary>Bytes held in memory.</summary>
internal sealed class MemoryByteSource(byte[] bytes) : ByteSource
{
    internal override long Length => bytes.Length;

    internal override bool IsRandomAccess => true;

    internal override void Read(long offset, Span<byte> destination) => bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public override void Dispose() { }
}
