using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Testing;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>Recordings of real digitisers are read completely.</summary>
public sealed class RealRecordingTests
{
    private static readonly RecordingOptions Skipping = new() { OnError = OnError.Skip };

    [SkippableTheory]
    [InlineData("caen-wavedump", "SiPM_coincidence_wave0.dat", RecordingFormat.WaveDump, 41, 6006)]
    [InlineData("drs4", "test.dat", RecordingFormat.Drs4, 1000, 1024)]
    [InlineData("compass", "compass_test_data.BIN", RecordingFormat.Compass, 102, 1000)]
    [InlineData("supernemo-calorimeter", "calo_hits_1.dat", RecordingFormat.SuperNemo, 500, 1024)]
    [InlineData("supernemo-calorimeter", "waveforms_u2_500x1024.npy", RecordingFormat.Npy, 500, 1024)]
    public async Task WholeRecordingsAreReadWithoutAFault(string folder, string file, RecordingFormat format, int records, int samples)
    {
        var (events, reader) = await Collected.ReadAsync(Workspace.Shared("recorded", folder, file));
        Assert.Equal(format, reader.Info.Format);
        Assert.Equal(records, events.Records.Count);
        Assert.All(events.Records, e => Assert.Equal(samples, e.Samples.Length));
        Assert.Equal(0, reader.Faults.Total);
    }

    [SkippableFact]
    public async Task ATruncatedLastRecordIsReportedAndLeftOut()
    {
        string path = Workspace.Shared("recorded", "caen-wavedump", "SiPM_2006272158_wave0.dat");
        var (events, reader) = await Collected.ReadAsync(path, Skipping);
        Assert.Equal(293, events.Records.Count);
        Assert.All(events.Records, e => Assert.Equal(406, e.Samples.Length));
        var fault = Assert.Single(reader.Faults.First);
        Assert.Equal(FaultKind.Truncated, fault.Kind);
        Assert.Equal(293 * 836, fault.Offset);
        Assert.Equal(new FileInfo(path).Length - 293 * 836, fault.Bytes);
        var refused = await Assert.ThrowsAsync<FastAIException>(() => Collected.ReadAsync(path));
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("byte 244948", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The ASCII and the arrays made from it by others hold the same samples and firmware results.</summary>
    [SkippableFact]
    public async Task SuperNemoAsciiAgreesWithItsArrays()
    {
        var (events, reader) = await Collected.ReadAsync(Workspace.Shared("recorded", "supernemo-calorimeter", "calo_hits_1.dat"));
        var (waveforms, _) = await Collected.ReadAsync(Workspace.Shared("recorded", "supernemo-calorimeter", "waveforms_u2_500x1024.npy"));
        using var firmware = DataFile.Open(Workspace.Shared("recorded", "supernemo-calorimeter", "firmware_i8_500x11.npy"));
        var columns = File.ReadAllText(Workspace.Shared("recorded", "supernemo-calorimeter", "columns.txt"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var expected = new long[500 * columns.Length];
        firmware.Arrays[0].ReadAsLong(0, 500, expected);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(waveforms.Records[i].Samples, events.Records[i].Samples);
            for (int c = 0; c < columns.Length; c++)
                Assert.Equal(expected[i * columns.Length + c], events.Records[i].Results[reader.Info.ResultNames.IndexOf(columns[c])]);
        }
    }

    /// <summary>The two published results of the board's firmware follow from the samples of every hit.</summary>
    [SkippableFact]
    public async Task SuperNemoFirmwareResultsFollowFromTheSamples()
    {
        var (events, reader) = await Collected.ReadAsync(Workspace.Shared("recorded", "supernemo-calorimeter", "calo_hits_1.dat"));
        int baseline = reader.Info.ResultNames.IndexOf("RawBaseline"),
            peak = reader.Info.ResultNames.IndexOf("RawPeak");
        foreach (var hit in events.Records)
        {
            long sum = hit.Samples.Take(16).Sum(s => s - 2048);
            Assert.Equal(sum, hit.Results[baseline]);
            Assert.Equal(8 * (hit.Samples.Min() - 2048) - (sum >> 1), hit.Results[peak]);
        }
    }
}
