using System.Security.Cryptography;
using FastAI.Model.FixedGraph;
using FastAI.Model.Serialization;
using FastAI.Model.Streaming;
using FastAI.Testing;
using Xunit;

namespace FastAI.Model.Tests;

public sealed class SerializationTests
{
    [Fact]
    public void EveryGraphComesBackEqualAndGivesTheSameBytes()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var graph = RandomGraphs.Create(seed);
            byte[] bytes = Bytes(graph);
            var back = FaiFile.Load(new MemoryStream(bytes), "memory");
            FixedGraphVerifier.Verify(back);
            Assert.Equal(bytes, Bytes(back));
            Assert.Equal(graph.Nodes.Select(n => n.Type.Elements), back.Nodes.Select(n => n.Type.Elements));
            long[] events = RandomInputs.For(graph, seed, 3);
            Assert.Equal(Oracle.Run(graph, events), Oracle.Run(back, events));
        }
    }

    [Fact]
    public void EveryTruncationAndEveryFlippedBitIsRefused()
    {
        byte[] bytes = Bytes(RandomGraphs.Create(7, RandomGraphOptions.Small));
        for (int length = 0; length < bytes.Length; length++)
            Refused(bytes[..length]);
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(flipped);
        }
    }

    [Fact]
    public void DamagedStreamSettingsAreRefusedOrRun()
    {
        var random = new Random(4);
        int accepted = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] bytes = Bytes(RandomStreams.Create(seed));
            int model = ModelOffset(bytes);
            // The settings stand at the end.
            for (int i = 0; i < 2; i++)
                bytes[random.Next(Math.Max(model, bytes.Length - 24), bytes.Length)] ^= (byte)(1 << random.Next(8));
            SHA256.HashData(bytes.AsSpan(model)).CopyTo(bytes.AsSpan(DigestOffset));
            try
            {
                var graph = FaiFile.Load(new MemoryStream(bytes), "memory");
                if (graph.Stream is not null)
                    StreamTransform.Of(graph).Verify();
                accepted++;
            }
            catch (FastAIException) { }
        }
        Assert.InRange(accepted, 1, 199);
    }

    [Fact]
    public void DamageBehindAValidDigestIsRefusedOrAWellFormedGraph()
    {
        var random = new Random(3);
        int accepted = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] bytes = Bytes(RandomGraphs.Create(seed, RandomGraphOptions.Small));
            int model = ModelOffset(bytes);
            for (int i = 0; i < 3; i++)
                bytes[random.Next(model, bytes.Length)] ^= (byte)(1 << random.Next(8));
            SHA256.HashData(bytes.AsSpan(model)).CopyTo(bytes.AsSpan(DigestOffset));
            try
            {
                FixedGraphVerifier.Verify(FaiFile.Load(new MemoryStream(bytes), "memory"));
                accepted++;
            }
            catch (FastAIException) { }
        }
        Assert.InRange(accepted, 1, 299);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var e = Assert.Throws<FastAIException>(() => FaiFile.Load("/nowhere/model.fai"));
        Assert.Equal(ExitCode.BadInput, e.Code);
        Assert.Contains("/nowhere/model.fai", e.Message, StringComparison.Ordinal);
    }

    /// <summary>The file is 0A 06 "FastAI", 10 01, 1A 20 and the digest, 22 and the length and bytes of the model.</summary>
    private const int DigestOffset = 8 + 2 + 2;

    private static int ModelOffset(byte[] bytes)
    {
        int at = DigestOffset + 32;
        Assert.Equal(0x22, bytes[at++]);
        while (bytes[at++] >= 0x80) { }
        return at;
    }

    private static byte[] Bytes(FixedGraph.FixedGraph graph)
    {
        var stream = new MemoryStream();
        FaiFile.Save(graph, stream);
        return stream.ToArray();
    }

    private static void Refused(byte[] bytes)
    {
        var e = Assert.Throws<FastAIException>(() => FaiFile.Load(new MemoryStream(bytes), "some.fai"));
        Assert.Equal(ExitCode.BadInput, e.Code);
        Assert.StartsWith("some.fai", e.Message, StringComparison.Ordinal);
    }
}
