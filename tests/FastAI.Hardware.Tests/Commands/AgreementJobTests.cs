using System.Text.Json;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>The calorimeter example through compile, validate and check; its figures are those that its
/// own evaluation in NumPy gives.</summary>
public sealed class AgreementJobTests(CompiledCalorimeter compiled) : IClassFixture<CompiledCalorimeter>
{
    private readonly TemporaryFolder folder = compiled.Folder;

    [Fact]
    public void FiguresAreThoseOfTheIndependentEvaluation()
    {
        string text = Fastai.Succeed(
            "validate",
            folder["out"],
            Example("recording.npy"),
            "--truth",
            Example("truth.csv"),
            "--threshold",
            "5",
            "--json",
            folder["v.json"],
            "--html",
            folder["r.html"],
            "--junit",
            folder["v.xml"]
        );
        Assert.Contains("agrees: every proved bound is kept", text);
        var report = JsonDocument.Parse(File.ReadAllText(folder["v.json"])).RootElement;
        Assert.Equal(4096, report.GetProperty("events").GetInt64());
        var energy = report.GetProperty("physics").GetProperty("regressions")[0];
        // RMS about the mean and 68 % half width in GeV, from the example's README: float, fixed, optimal
        // filter, optimal filter with maximum finder.
        (double Rms, double Width)[] known = [(0.235, 0.212), (0.235, 0.211), (2.272, 0.658), (2.067, 0.669)];
        var estimates = energy
            .GetProperty("all")
            .GetProperty("estimates")
            .EnumerateArray()
            .Select(e => e.GetProperty("residual"))
            .ToArray();
        Assert.Equal(
            known,
            estimates.Select(r => (Math.Round(r.GetProperty("rms").GetDouble(), 3), Math.Round(r.GetProperty("half_width").GetDouble(), 3)))
        );
        Assert.Equal([-0.0653, -0.0650, -0.4404, -0.8116], estimates.Select(r => Math.Round(r.GetProperty("bias").GetDouble(), 4)));
        var output = report.GetProperty("outputs")[0];
        Assert.Equal(2.4, Math.Round(output.GetProperty("rms_lsb").GetDouble(), 1));
        Assert.Equal(8.3, Math.Round(output.GetProperty("max_lsb").GetDouble(), 1));
        Assert.All(report.GetProperty("layers").EnumerateArray(), layer =>
            Assert.InRange(layer.GetProperty("explained").GetDouble(), 0, 1 + 1e-9)
        );
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder["r.html"]));
        Assert.Contains("failures=\"0\"", File.ReadAllText(folder["v.xml"]));
    }

    [Fact]
    public void BudgetsAreKeptMissedOrNotKnown()
    {
        Assert.Contains(
            "all 5 within budget",
            Fastai.Succeed(
                "check",
                folder["out"],
                "--budget",
                Example("budget.yaml"),
                "--data",
                Example("recording.npy"),
                "--truth",
                Example("truth.csv")
            )
        );
        Assert.Contains("line 6: rms_lsb", Fastai.Fail(2, "check", folder["out"], "--budget", Example("budget.yaml")));
        File.WriteAllText(folder["tight.yaml"], "latency_ns: 1\nlut: 1000000\n");
        var missed = Fastai.Run("check", folder["out"], "--budget", folder["tight.yaml"], "--format", "github");
        Assert.Equal(5, missed.ExitCode);
        Assert.Contains("line=1,title=budget missed%3A latency_ns::", missed.Output);
        Assert.Contains("1 of 2 missed", missed.Output);
    }

    private static string Example(string file) => Workspace.File("examples", "lar-calorimeter", file);
}
