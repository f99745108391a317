using FastAI.Model.Build;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Designs that take an event every few cycles, by the command line: from compile to simulate, replay and check.</summary>
public sealed class ReuseCommandTests : IDisposable
{
    private static readonly string Example = Workspace.File("examples", "strip-tracker");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void FromCompileToSimulateReplayAndCheck()
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string summary = Fastai.Succeed(Compile("8", "--multipliers", "dsp"));
        Assert.Contains("a new event every 8 cycles", summary);
        Assert.Contains("sum1: shared-columns", summary);
        Assert.Contains("shaping: parallel", summary);
        BuildReport report = CompiledModel.ReadReport(folder["out"]);
        Assert.Equal(8, report.InitiationInterval);
        Assert.Equal(["shaping", "sum0", "sum1", "time/sum"], report.Reuse.Select(r => r.Layer));
        string recording = Path.Combine(Example, "recording.npy");
        Assert.Contains("every bit and every cycle equal", Fastai.Succeed("simulate", folder["out"], recording, "--events", "200"));

        // one event each 40 ns is one in 8 cycles of 200 MHz; twice as many do not pass
        string kept = Fastai.Succeed("replay", folder["out"], recording, "--rate", "25");
        Assert.Contains("initiation interval 8", kept);
        Assert.Contains(" 0 lost to overflow", kept);
        Assert.DoesNotContain(" 0 lost to overflow", Fastai.Run("replay", folder["out"], recording, "--rate", "50").Output);

        foreach ((string limit, int code) in new[] { ("8", 0), ("7", 5) })
        {
            File.WriteAllText(folder["budget.yaml"], $"initiation_interval: {limit}\n");
            Assert.Equal(code, Fastai.Run("check", folder["out"], "--budget", folder["budget.yaml"]).ExitCode);
        }
    }

    [Fact]
    public void RefusalsSayWhatToChange()
    {
        Assert.Contains("use --interleave", Fastai.Fail(1, Compile("4", "--mode", "stream")));
        Assert.Contains("1 to 1024 cycles", Fastai.Fail(1, Compile("2000")));
        Assert.Contains("1 to 1024 cycles", Fastai.Fail(1, Compile("0")));
        string trees = Workspace.File("examples", "track-quality");
        Assert.Contains(
            "no layer with constant weights",
            Fastai.Fail(
                3,
                "compile",
                Path.Combine(trees, "model.onnx"),
                "-o",
                folder["out"],
                "--precision",
                Path.Combine(trees, "precision.yaml"),
                "--calibrate",
                Path.Combine(trees, "calibration.npy"),
                "--reuse",
                "4"
            )
        );
        Assert.False(Directory.Exists(folder["out"]));
    }

    private string[] Compile(string reuse, params string[] more) =>
        [
            "compile",
            Path.Combine(Example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(Example, "precision.yaml"),
            "--calibrate",
            Path.Combine(Example, "calibration.npy"),
            "--device",
            "xcup",
            "--reuse",
            reuse,
            .. more,
        ];
}
