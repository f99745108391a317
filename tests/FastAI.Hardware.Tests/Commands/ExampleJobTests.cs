using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Networks of the examples through compile, emulate, check and simulate: every bit is that of the example's own integer model, every budget is kept.</summary>
public sealed class ExampleJobTests : IDisposable
{
    private const int Events = 4096, Simulated = 100;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("strip-tracker", "", "recording.npy")]
    public void IsExactAndWithinBudget(string example, string prefix, string recording)
    {
        string Example(string file) => Workspace.File("examples", example, file);
        string data = Example(recording), budget = Example(prefix + "budget.yaml");
        string model = prefix.Length == 0 ? "model.onnx" : prefix.TrimEnd('_') + ".onnx";
        string clock = File.ReadLines(budget).Single(line => line.StartsWith("clock_mhz: ", StringComparison.Ordinal))["clock_mhz: ".Length..];
        Fastai.Succeed("compile", Example(model), "-o", folder["out"], "--precision", Example(prefix + "precision.yaml"), "--clock", clock, "--device", "xcup");
        Fastai.Succeed("emulate", folder["out"], data, "-o", folder["y.npy"], "--raw");
        double[] expected = Read(Example(prefix + "expected.npy"));
        Assert.Equal(0, expected.Length % Events);
        Assert.Equal(expected, Read(folder["y.npy"]));
        Assert.Contains("within budget", Fastai.Succeed("check", folder["out"], "--budget", budget, "--data", data, "--truth", Example("truth.csv")));
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string output = Fastai.Succeed("simulate", folder["out"], data, "--events", Simulated.ToString());
        Assert.Contains($"VHDL in GHDL: {Simulated} events, every bit and every cycle equal", output);
        Assert.Contains($"HLS C++ in g++: {Simulated} events, every bit equal", output);
    }

    /// <summary>Around a signal-to-noise ratio of 20, the spread of the fixed-point hit time over the Cramér-Rao limits of the same strips.</summary>
    [Fact]
    public void StripTimeIsNearTheLimit()
    {
        const double noise = 4, timeStep = 1.0 / 32;
        const int time = 0, amplitude = 2, limit = 4, columns = 5;
        double[] truth = Read(Workspace.File("examples", "strip-tracker", "truth.csv")), computed = Read(Workspace.File("examples", "strip-tracker", "expected.npy"));
        var strips = Enumerable.Range(0, Events).Where(i => Math.Abs(truth[i * columns + amplitude] / noise - 20) < 4).ToArray();
        Assert.InRange(strips.Length, 500, Events);
        double squares = strips.Average(i => Math.Pow(computed[i * 2] * timeStep - truth[i * columns + time], 2));
        double limits = strips.Average(i => Math.Pow(truth[i * columns + limit], 2));
        Assert.InRange(Math.Sqrt(squares / limits), 0.9, 1.15);
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
