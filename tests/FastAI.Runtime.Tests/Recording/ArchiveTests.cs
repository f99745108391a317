using System.IO.Compression;
using FastAI.Model;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Tests.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>Archives of several arrays as recordings.</summary>
public sealed class ArchiveTests
{
    private const int Events = 5000;

    /// <summary>Rows come in the order that the model asks for, whatever the order in the file; over
    /// several blocks, stored and deflated.</summary>
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public async Task ArraysAreReadSideBySideInTheModelsOrder(CompressionLevel level)
    {
        using var file = new TemporaryFile(Archive(level));
        var (events, reader) = await Collected.ReadAsync(
            file.Path,
            new RecordingOptions { Inputs = [new("wide", [2, 2]), new("narrow", [3])] }
        );
        Assert.Equal(RecordingFormat.Npz, reader.Info.Format);
        Assert.Equal("charge", Assert.Single(reader.Info.ResultNames));
        Assert.Equal(Events, events.Records.Count);
        for (int e = 0; e < Events; e++)
        {
            Assert.Equal([4 * e, 4 * e + 1, 4 * e + 2, 4 * e + 3, -3 * e, -3 * e - 1, -3 * e - 2], events.Records[e].Samples);
            Assert.Equal([7 * e], events.Records[e].Results);
        }
    }

    /// <summary>Without a model, arrays with several elements an event are the samples.</summary>
    [Fact]
    public async Task WithoutAModelTrueValuesAreLeftBeside()
    {
        using var file = new TemporaryFile(Archive(CompressionLevel.Fastest));
        var (events, reader) = await Collected.ReadAsync(file.Path);
        Assert.Equal(Events, events.Records.Count);
        Assert.Equal(7, events.Records[0].Samples.Length);
        Assert.Contains("beside them energy", reader.Info.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatDoesNotFitIsRefused()
    {
        using var file = new TemporaryFile(Archive(CompressionLevel.Fastest));
        var e = await Assert.ThrowsAsync<FastAIException>(() =>
            Collected.ReadAsync(file.Path, new RecordingOptions { Inputs = [new("wide", [5])] })
        );
        Assert.Contains("\"wide\"", e.Message, StringComparison.Ordinal);
        using var other = new TemporaryFile(
            NpyBytes.Archive(
                CompressionLevel.Fastest,
                Entry("x", "<i2", "(2, 3)", 6, i => i),
                Entry("recorded_y", "<f4", "(2,)", 2, i => i)
            )
        );
        e = await Assert.ThrowsAsync<FastAIException>(() => Collected.ReadAsync(other.Path));
        Assert.Contains("one integer an event", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Archive(CompressionLevel level) =>
        NpyBytes.Archive(
            level,
            Entry("narrow", ">i4", $"({Events}, 3)", 3 * Events, i => -i),
            Entry("energy", "<f8", $"({Events},)", Events, i => i / 2.0),
            Entry("wide", "<i2", $"({Events}, 2, 2)", 4 * Events, i => i),
            Entry("recorded_charge", "<i8", $"({Events}, 1)", Events, i => 7 * i)
        );

    private static (string Name, byte[] Bytes) Entry(string name, string type, string shape, int count, Func<int, double> value) =>
        (name + ".npy", NpyBytes.Array(type, shape, NpyBytes.Elements(type, Enumerable.Range(0, count).Select(value))));
}
