using FastAI.Model.Build;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Networks of the examples through compile, emulate, check and simulate: every bit is that of the example's own
/// integer model, every budget is kept.</summary>
public sealed class ExampleJobTests : IDisposable
{
    private const int Events = 4096,
        Channels = 384;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("lar-calorimeter", "rnn_", "recording_5.npy", 320)]
    [InlineData("strip-tracker", "", "recording.npy", 320)]
    public void IsExactAndWithinBudget(string example, string prefix, string recording, int clock)
    {
        const int simulated = 100;
        Compile(example, prefix, "--clock", clock.ToString());
        AssertExact(example, prefix, recording);
        Simulate(
            example,
            recording,
            simulated,
            $"VHDL in GHDL: {simulated} events, every bit and every cycle equal",
            $"HLS C++ in g++: {simulated} events, every bit equal"
        );
    }

    /// <summary>All channels of a front-end board at 40 MHz, the energy within 125 ns of the last needed sample: the windows of the
    /// recording, and continuous channels.</summary>
    [SkippableTheory]
    [InlineData("", "recording.npy", 560, 28, 4000)]
    [InlineData("rnn_", "recording_5.npy", 560, 28, 4000)]
    [InlineData("lstm_", "recording_5.npy", 360, 43, 1000)]
    public void ServesTheCalorimetersChannels(string prefix, string recording, int clock, int instances, int samples)
    {
        Compile("lar-calorimeter", prefix, "--clock", clock.ToString(), "--mode", "stream", "--interleave", "auto");
        BuildReport report = CompiledModel.ReadReport(folder["out"]);
        Assert.InRange(instances * report.Interleave, Channels, Channels + report.Interleave);
        Assert.InRange(report.LatencyNs, 1, 125);
        AssertExact("lar-calorimeter", prefix, recording);
        Simulate(
            "lar-calorimeter",
            "channel.npy",
            samples,
            $"results, every bit and every cycle equal (latency {report.LatencyCycles})",
            "results, every bit equal"
        );
    }

    /// <summary>Around a signal-to-noise ratio of 20, the spread of the fixed-point hit time over the
    /// Cramér-Rao limits of the same strips.</summary>
    [Fact]
    public void StripTimeIsNearTheLimit()
    {
        const double noise = 4,
            timeStep = 1.0 / 32;
        const int time = 0,
            amplitude = 2,
            limit = 4,
            columns = 5;
        double[] truth = Read(Workspace.File("examples", "strip-tracker", "truth.csv")),
            computed = Read(Workspace.File("examples", "strip-tracker", "expected.npy"));
        var strips = Enumerable.Range(0, Events).Where(i => Math.Abs(truth[i * columns + amplitude] / noise - 20) < 4).ToArray();
        Assert.InRange(strips.Length, 500, Events);
        double squares = strips.Average(i => Math.Pow(computed[i * 2] * timeStep - truth[i * columns + time], 2));
        double limits = strips.Average(i => Math.Pow(truth[i * columns + limit], 2));
        Assert.InRange(Math.Sqrt(squares / limits), 0.9, 1.15);
    }

    private void Compile(string example, string prefix, params string[] options)
    {
        string model = prefix.Length == 0 ? "model.onnx" : prefix.TrimEnd('_') + ".onnx";
        Fastai.Succeed([
            "compile",
            Workspace.File("examples", example, model),
            "-o",
            folder["out"],
            "--precision",
            Workspace.File("examples", example, prefix + "precision.yaml"),
            "--device",
            "xcup",
            .. options,
        ]);
    }

    private void AssertExact(string example, string prefix, string recording)
    {
        string Example(string file) => Workspace.File("examples", example, file);
        Fastai.Succeed("emulate", folder["out"], Example(recording), "-o", folder["y.npy"], "--raw");
        double[] expected = Read(Example(prefix + "expected.npy"));
        Assert.Equal(0, expected.Length % Events);
        Assert.Equal(expected, Read(folder["y.npy"]));
        string checks = Fastai.Succeed(
            "check",
            folder["out"],
            "--budget",
            Example(prefix + "budget.yaml"),
            "--data",
            Example(recording),
            "--truth",
            Example("truth.csv")
        );
        Assert.Contains("all 5 within budget", checks);
    }

    private void Simulate(string example, string recording, int events, string vhdl, string hls)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string output = Fastai.Succeed(
            "simulate",
            folder["out"],
            Workspace.File("examples", example, recording),
            "--events",
            events.ToString()
        );
        Assert.Contains(vhdl, output);
        Assert.Contains(hls, output);
    }

    private static double[] Read(string path)
    {
        using var file = DataFile.Open(path);
        var array = Assert.Single(file.Arrays);
        var values = new double[array.EventCount * array.ElementsPerEvent];
        array.ReadAsDouble(0, (int)array.EventCount, values);
        return values;
    }
}
