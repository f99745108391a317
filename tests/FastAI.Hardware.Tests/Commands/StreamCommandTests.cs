using FastAI.Model.Build;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Models on a stream by the command line: a state that is carried, recordings of channels, and what is refused.</summary>
public sealed class StreamCommandTests : IDisposable
{
    private const int Channels = 5,
        Ticks = 60;

    private static readonly string Step = Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", "torch_gru_step_17.onnx");
    private static readonly string Window = Workspace.File("examples", "lar-calorimeter", "model.onnx");
    private static readonly string Calibration = Workspace.File("examples", "lar-calorimeter", "calibration.npy");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void ACarriedStateFromCompileToSimulate()
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string summary = Fastai.Succeed([
            "compile",
            Step,
            "-o",
            folder["out"],
            .. Carried,
            "--interleave",
            "32",
            "--clock",
            "320",
            "--device",
            "agilex7",
        ]);
        Assert.Contains("a sample of one of 32 channels every cycle", summary);
        var loop = Assert.Single(CompiledModel.ReadReport(folder["out"]).Loops);
        Assert.Equal(("h0", 32), (loop.Name, loop.Cycles + loop.Slack));

        Record();
        Fastai.Succeed("emulate", folder["out"], folder["x.npy"], "-o", folder["y.npy"]);
        using (var results = DataFile.Open(folder["y.npy"]))
            Assert.Equal([Channels, Ticks, 9], results.Arrays[0].Shape);
        Assert.Contains("agrees: every proved bound is kept", Fastai.Succeed("validate", folder["out"], folder["x.npy"]));
        Assert.Contains("for streams: windows of 1 ticks", Fastai.Succeed("inspect", folder["out"]));
        string simulated = Fastai.Succeed("simulate", folder["out"], folder["x.npy"]);
        Assert.Contains("every bit and every cycle equal", simulated);
        Assert.Contains("HLS C++ in g++: 300 samples of 32 channels", simulated);
    }

    [Fact]
    public void ALoopThatDoesNotCloseSaysByHowMuch()
    {
        string line = Fastai.Fail(
            3,
            ["compile", Step, "-o", folder["out"], .. Carried, "--interleave", "3", "--clock", "320", "--device", "agilex7"]
        );
        Assert.Matches(
            "the loop of state 'h0' does not close: .* takes [0-9]+ cycles at 320 MHz .* an interleave of 3 leaves 3 cycles, [0-9]+ cycles too few: use an interleave of at least [0-9]+, or a clock of at most",
            line
        );
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void RecordingsAndWindowsGiveTheSameBits()
    {
        Fastai.Succeed(
            "compile",
            Window,
            "-o",
            folder["out"],
            "--calibrate",
            Calibration,
            "--mode",
            "stream",
            "--clock",
            "320",
            "--interleave",
            "auto"
        );
        var report = CompiledModel.ReadReport(folder["out"]);
        Assert.Equal(("stream", 8, 27, 40), (report.Mode, report.Interleave, report.WarmUpTicks, report.SampleRateMhz));
        Fastai.Succeed("compile", Window, "-o", folder["whole"], "--calibrate", Calibration, "--clock", "320");
        Fastai.Succeed("emulate", folder["out"], Calibration, "-o", folder["streamed.npy"], "--raw", "--threads", "2");
        Fastai.Succeed("emulate", folder["whole"], Calibration, "-o", folder["windows.npy"], "--raw");
        Assert.Equal(File.ReadAllBytes(folder["windows.npy"]), File.ReadAllBytes(folder["streamed.npy"]));
    }

    [Theory]
    [InlineData("--interleave 8", "--interleave needs --mode stream")]
    [InlineData("--time-axis 0", "--time-axis needs --mode stream")]
    [InlineData("--state a=b", "--state needs --mode stream")]
    [InlineData("--mode sideways", "write parallel or stream")]
    [InlineData("--mode stream --time-axis 2", "write -2 to 1")]
    [InlineData("--mode stream --state adc", "'adc' is not INPUT=OUTPUT")]
    [InlineData("--mode stream --state a=energy", "the model has no input 'a'; it has 'adc'")]
    [InlineData("--mode stream --state adc=e", "the model has no output 'e'; it has 'energy'")]
    [InlineData("--mode stream --interleave 0", "neither a number of channels from 1 on nor 'auto'")]
    [InlineData("--mode stream --interleave auto --latency-budget 100ns", "--interleave auto needs --clock")]
    [InlineData("--mode stream --interleave auto --clock 30", "slower than the samples of one channel (40 MHz)")]
    [InlineData("--mode stream --interleave 9 --clock 320 --sample-rate 40", "need a clock of 360 MHz, not 320")]
    public void OptionsThatDoNotFit(string options, string message)
    {
        Assert.Contains(
            message,
            Fastai.Fail(1, ["compile", Window, "-o", folder["out"], "--calibrate", Calibration, .. options.Split(' ')])
        );
        Assert.False(Directory.Exists(folder["out"]));
    }

    /// <summary>A recurrent layer has its features last, so that its time axis has to be named.</summary>
    [Fact]
    public void AWindowOfARecurrentLayerNamesItsTimeAxis()
    {
        string model = Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", "torch_rnn_17.onnx");
        string[] options = ["--input-format", "fixed<8,2>", "--activation-bits", "8", "--mode", "stream", "--effort", "0"];
        Assert.Contains(
            "of shape [5, 1] has a single tick on its last axis",
            Fastai.Fail(1, ["compile", model, "-o", folder["out"], .. options])
        );
        Fastai.Succeed(["compile", model, "-o", folder["out"], .. options, "--time-axis", "0"]);
        Assert.Equal(4, CompiledModel.ReadReport(folder["out"]).WarmUpTicks);
    }

    private static string[] Carried =>
        [
            "--mode",
            "stream",
            "--state",
            "h0=h1:0.25",
            "--input-format",
            "fixed<12,2>",
            "--activation-bits",
            "10",
            "--table-bits",
            "8",
            "--sample-rate",
            "10",
            "--effort",
            "0",
        ];

    private void Record()
    {
        var random = new Random(1);
        using var writer = new NpyWriter<double>(folder["x.npy"], [Channels, Ticks, 1]);
        writer.Append([.. Enumerable.Range(0, Channels * Ticks).Select(_ => 4 * random.NextDouble() - 2)]);
        writer.Complete();
    }
}
