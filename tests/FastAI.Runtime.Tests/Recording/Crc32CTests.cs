using FastAI.Runtime.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

public sealed class Crc32CTests
{
    /// <summary>RFC 3720, appendix B.4 (there in the order of transmission), and the check value of the catalogues.</summary>
    public static TheoryData<byte[], uint> Vectors { get; } =
        new()
        {
            { new byte[32], 0x8A9136AA },
            { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
            { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
            { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
            { [.. "123456789"u8], 0xE3069283 },
            { [], 0 },
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void PublishedVectorsHold(byte[] bytes, uint expected)
    {
        Assert.Equal(expected, Crc32C.Of(bytes));
        Assert.Equal(expected, Crc32C.Software(bytes));
        Assert.Equal(expected, Crc32C.Serial(bytes));
    }

    /// <summary>Every length up to several rounds of the folding and of the three chains, at changing alignments,
    /// against the definition bit by bit.</summary>
    [Fact]
    public void EveryLengthAgreesWithTheDefinition()
    {
        var random = new Random(32);
        var bytes = new byte[9000];
        random.NextBytes(bytes);
        uint defined = ~0u;
        for (int length = 0; length < bytes.Length; length++)
        {
            if (length < 1200 || length % 7 == 0)
            {
                Assert.Equal(~defined, Crc32C.Of(bytes.AsSpan(0, length)));
                Assert.Equal(~defined, Crc32C.Chained(bytes.AsSpan(0, length)));
                Assert.Equal(~defined, Crc32C.Software(bytes.AsSpan(0, length)));
            }
            defined ^= bytes[length];
            for (int bit = 0; bit < 8; bit++)
                defined = (defined & 1) != 0 ? (defined >> 1) ^ 0x82F63B78 : defined >> 1;
        }
    }

    [Fact]
    public void ChecksumsAreContinued()
    {
        var random = new Random(33);
        for (int round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(5000)];
            random.NextBytes(bytes);
            int cut = random.Next(bytes.Length + 1);
            Assert.Equal(Crc32C.Of(bytes), Crc32C.Append(Crc32C.Of(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }
}
