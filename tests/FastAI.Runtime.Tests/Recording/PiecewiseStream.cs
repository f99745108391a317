namespace FastAI.Runtime.Tests.Recording;

/// <summary>Gives bytes in pieces of random size, as a socket does.</summary>
internal sealed class PiecewiseStream(byte[] bytes, Random random, int most) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, most + 1))]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
