using System.IO.Compression;
using FastAI.Model;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Tests.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

/// <summary>Validation of data that hold more than events: true values, and what a recorder's firmware computed.</summary>
public sealed class RecordedValidationTests
{
    private const int Events = 300;

    /// <summary>energy = x in steps of 1: the recorded results are compared event by event, the true values are
    /// used without a file of their own.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(123)]
    public void RecordedResultsAndTruthOfAnArchiveAreUsed(int wrong)
    {
        using var folder = Models.Identity("fixed<12,12>");
        using var file = new TemporaryFile(Archive(e => e == wrong ? e + 1 : e));
        var report = Validation.Run(folder.Model, file.Path, new());
        var recorded = Assert.Single(report.Recorded);
        Assert.Equal(("energy", Events, wrong < 0 ? Events : Events - 1), (recorded.Output, (int)recorded.Events, (int)recorded.Exact));
        Assert.Equal(wrong < 0, report.Agrees);
        Assert.Equal(wrong < 0 ? null : wrong, recorded.FirstEvent);
        Assert.Equal(wrong < 0 ? 0 : 1, AgreementCases.Of(report).Count(c => c.Failure is not null));
        Assert.Contains(
            wrong < 0 ? "300 of 300 equal" : "DISAGREES: recorded firmware, output \"energy\": 1 of 300",
            AgreementText.Of(report),
            StringComparison.Ordinal
        );
        var regression = Assert.Single(report.Physics!.Regressions);
        Assert.Equal(0.5, regression.All.Estimates.Single(e => e.Name == "float").Residual.Bias!.Value, 3);
        Assert.Equal(Enumerable.Range(0, 128).Select(e => e - 0.5), Assert.Single(report.Traces).Truth);
    }

    /// <summary>A file in a recorder's own format.</summary>
    [Fact]
    public void ARecorderFileIsValidated()
    {
        using var folder = Models.Identity("fixed<14,14>");
        var text =
            "=== DATA FILE ===\r\n"
            + string.Concat(
                Enumerable
                    .Range(0, 40)
                    .Select(e =>
                        FormattableString.Invariant(
                            $"===HIT {e} === CALO_HIT ===\r\nSlot0 Ch0 EvtID {e} RawTDC {100 * e} Energy {e}\r\n{e} 7 8\r\n"
                        )
                    )
            );
        using var file = new TemporaryFile(System.Text.Encoding.ASCII.GetBytes(text));
        var report = Validation.Run(folder.Model, file.Path, new() { FromSample = 0 });
        Assert.Equal((40, 40), ((int)report.Events, (int)Assert.Single(report.Recorded).Exact));
        Assert.Contains(
            "--from-sample",
            Assert.Throws<FastAIException>(() => Validation.Run(folder.Model, file.Path, new())).Message,
            StringComparison.Ordinal
        );
        report = Validation.Run(folder.Model, file.Path, new() { FromSample = 1 });
        Assert.Equal(1, report.Recorded[0].Exact);
        Assert.False(report.Agrees);
    }

    private static byte[] Archive(Func<int, double> recorded)
    {
        (string, byte[]) Entry(string name, string type, Func<int, double> value) =>
            (name + ".npy", NpyBytes.Array(type, $"({Events},)", NpyBytes.Elements(type, Enumerable.Range(0, Events).Select(value))));
        return NpyBytes.Archive(
            CompressionLevel.Fastest,
            Entry("x", "<i2", e => e),
            Entry("recorded_energy", "<i4", recorded),
            Entry("energy", "<f8", e => e - 0.5),
            Entry("gap", "<i2", e => e % 30)
        );
    }
}
