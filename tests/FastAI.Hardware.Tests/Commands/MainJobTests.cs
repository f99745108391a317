using System.Globalization;
using FastAI.Model.Build;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Models whose every output bit is known, through compile, emulate and simulate.</summary>
public sealed class MainJobTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void ReferenceNetworkIsExactInEmulatorGhdlAndGpp()
    {
        string reference = Workspace.Shared("reference", "jet_mlp"),
            data = Path.Combine(reference, "x.npy");
        Fastai.Succeed(
            "compile",
            Path.Combine(reference, "jet_mlp.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(reference, "precision.yaml")
        );
        AssertEmulates(data, Path.Combine(reference, "y_mantissa.npy"), 4096);
        AssertSimulates(data, 4096);
    }

    [SkippableFact]
    public void CalorimeterIsExact()
    {
        string example = Workspace.File("examples", "lar-calorimeter"),
            data = Path.Combine(example, "recording.npy");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "320",
            "--device",
            "xcup"
        );
        AssertEmulates(data, Path.Combine(example, "expected.npy"), 4096);
        AssertSimulates(data, 200);
    }

    [SkippableFact]
    public void WaveformPeakIsExact()
    {
        CompileWaveformPeak();
        string example = Workspace.File("examples", "waveform-peak"),
            data = Path.Combine(example, "waveforms.npy");
        AssertEmulates(data, Path.Combine(example, "expected.npy"), 64);
        AssertSimulates(data, 64);
    }

    [SkippableFact]
    public void SuperNemoFirmwareResultsComeOutBitForBit()
    {
        string recorded = Workspace.Shared("recorded", "supernemo-calorimeter");
        CompileWaveformPeak();
        Fastai.Succeed("emulate", folder["out"], Path.Combine(recorded, "waveforms_u2_500x1024.npy"), "-o", folder["y.npy"], "--raw");
        long[] computed = Read(folder["y.npy"]),
            firmware = Read(Path.Combine(recorded, "firmware_i8_500x11.npy"));
        Assert.Equal(500 * 2, computed.Length);
        for (int hit = 0; hit < 500; hit++)
        {
            Assert.Equal(firmware[hit * 11 + 2], computed[hit * 2]);
            Assert.Equal(firmware[hit * 11 + 3], computed[hit * 2 + 1]);
        }
    }

    [Fact]
    public void SameInputGivesTheSameBytes()
    {
        string example = Workspace.File("examples", "lar-calorimeter");
        foreach (string name in (string[])["first", "second"])
            Fastai.Succeed(
                "compile",
                Path.Combine(example, "model.onnx"),
                "-o",
                folder[name],
                "--calibrate",
                Path.Combine(example, "calibration.npy"),
                "--clock",
                "250"
            );
        var files = Directory
            .EnumerateFiles(folder["first"], "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder["first"], f))
            .Order()
            .ToArray();
        Assert.Contains("manifest.json", files);
        Assert.Equal(
            files,
            Directory
                .EnumerateFiles(folder["second"], "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(folder["second"], f))
                .Order()
        );
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["first"], file)), File.ReadAllBytes(Path.Combine(folder["second"], file)));
    }

    [Fact]
    public void LatencyBudgetChoosesTheClockOrRefuses()
    {
        string example = Workspace.File("examples", "lar-calorimeter");
        string[] arguments =
        [
            "compile",
            Path.Combine(example, "model.onnx"),
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--device",
            "generic",
            "--effort",
            "0",
            "--emit",
            "vhdl",
            "-o",
        ];
        string output = Fastai.Succeed([.. arguments, folder["free"], "--latency-budget", "60"]);
        Assert.True(CompiledModel.ReadReport(folder["free"]).LatencyNs <= 60);
        Assert.Contains("binds      stage", output);
        Fastai.Succeed([.. arguments, folder["cycles"], "--latency-budget", "3c"]);
        BuildReport three = CompiledModel.ReadReport(folder["cycles"]);
        Assert.Equal(3, three.LatencyCycles);
        Assert.Contains("layer '", Fastai.Fail(5, [.. arguments, folder["none"], "--latency-budget", "1"]));
        string clock = (three.ClockMhz + 1).ToString(CultureInfo.InvariantCulture);
        Assert.Contains(
            $"a clock of {three.ClockMhz.ToString(CultureInfo.InvariantCulture)} MHz meets it with 3 cycles",
            Fastai.Fail(5, [.. arguments, folder["none"], "--latency-budget", "3c", "--clock", clock])
        );
        Assert.False(Directory.Exists(folder["none"]));
    }

    /// <summary>A device that adds three operands is tried with and without; what was left is said with its figures.</summary>
    [Fact]
    public void LatencyBudgetWeighsTwoOperandsAgainstThree()
    {
        string example = Workspace.File("examples", "lar-calorimeter");
        string[] arguments =
        [
            "compile",
            Path.Combine(example, "model.onnx"),
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--device",
            "xcup",
            "--effort",
            "0",
            "--emit",
            "vhdl",
            "-o",
        ];
        string output = Fastai.Succeed([.. arguments, folder["ns"], "--latency-budget", "40ns"]);
        BuildReport report = CompiledModel.ReadReport(folder["ns"]);
        Assert.True(report.LatencyNs <= 40);
        Assert.Matches(
            @"chosen     within 40ns on xcup: adders of (two|three) operands \(\d+ cycles at [\d.]+ MHz, about \d+ LUT and \d+ FF\) over those of (three|two) \(",
            output
        );
        Assert.NotEmpty(report.Slower);
        Assert.All(report.Slower, slower => Assert.InRange(slower.LatencyNs, 0, 40));
        Assert.All(report.Slower, slower => Assert.True(slower.ClockMhz < report.ClockMhz && slower.Ff < report.Resources.Ff));
        Assert.Equal(report.Slower.OrderByDescending(slower => slower.ClockMhz), report.Slower);
        Assert.Contains($" MHz, about {report.Slower[0].Lut} LUT and {report.Slower[0].Ff} FF", output);
        Assert.Equal(
            report.Choice!.Contains("adders of three", StringComparison.Ordinal),
            File.Exists(Path.Combine(folder["ns"], "vhdl", "fastai_sum3.vhd"))
        );
    }

    private void CompileWaveformPeak()
    {
        string example = Workspace.File("examples", "waveform-peak");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml")
        );
    }

    private void AssertEmulates(string data, string expected, int events)
    {
        Fastai.Succeed("emulate", folder["out"], data, "-o", folder["y.npy"], "--raw");
        long[] computed = Read(folder["y.npy"]);
        Assert.Equal(0, computed.Length % events);
        Assert.Equal(Read(expected), computed);
    }

    private void AssertSimulates(string data, int events)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string output = Fastai.Succeed("simulate", folder["out"], data, "--events", events.ToString());
        Assert.Contains($"VHDL in GHDL: {events} events, every bit and every cycle equal", output);
        Assert.Contains($"HLS C++ in g++: {events} events, every bit equal", output);
    }

    private static long[] Read(string path)
    {
        using var file = DataFile.Open(path);
        var array = Assert.Single(file.Arrays);
        var values = new long[array.EventCount * array.ElementsPerEvent];
        array.ReadAsLong(0, (int)array.EventCount, values);
        return values;
    }
}
