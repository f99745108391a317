using System.Globalization;
using System.Text.Json;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Google.Protobuf;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>The track-quality trees with a third of their features missing, whose nodes send missing values either way, through every
/// command that takes data.</summary>
public sealed class MissingValueCommandTests : IDisposable
{
    private const int Features = 16,
        Events = 400;

    private readonly TemporaryFolder folder = new();

    public MissingValueCommandTests()
    {
        var random = new Random(1);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Workspace.File("examples", "track-quality", "model.onnx")));
        var tracks = new AttributeProto { Name = "nodes_missing_value_tracks_true", Type = AttributeProto.Types.AttributeType.Ints };
        int nodes = model.Graph.Node[0].Attribute.First(a => a.Name == "nodes_nodeids").Ints.Count;
        for (int n = 0; n < nodes; n++)
            tracks.Ints.Add(random.Next(2));
        model.Graph.Node[0].Attribute.Add(tracks);
        File.WriteAllBytes(folder["model.onnx"], model.ToByteArray());
        using var file = DataFile.Open(Workspace.File("examples", "track-quality", "recording.npy"));
        var values = new double[Events * Features];
        file.Arrays[0].ReadAsDouble(0, Events, values);
        for (int i = Features; i < values.Length; i++) // the first event is whole
            if (random.Next(3) == 0)
                values[i] = double.NaN;
        NpyWriter<double>.Write(folder["events.npy"], [Events, Features], values);
        File.WriteAllLines(
            folder["events.csv"],
            Enumerable
                .Range(0, Events)
                .Select(e =>
                    string.Join(
                        ",",
                        values
                            .AsSpan(e * Features, Features)
                            .ToArray()
                            .Select(v => double.IsNaN(v) ? "nan" : v.ToString("R", CultureInfo.InvariantCulture))
                    )
                )
        );
        File.WriteAllText(folder["types.yaml"], "track: { format: \"fixed<16,6>\", rounding: RND, overflow: SAT, missing: least }\n");
    }

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void EveryCommandTakesThem()
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        string compiled = Fastai.Succeed(
            "compile",
            folder["model.onnx"],
            "-o",
            folder["out"],
            "--precision",
            folder["types.yaml"],
            "--calibrate",
            folder["events.npy"],
            "--clock",
            "320",
            "--device",
            "xcup"
        );
        Assert.Contains("fixed<16,6>, missing: least", compiled, StringComparison.Ordinal);
        Assert.Contains("0 of 400 calibration events change their path", compiled, StringComparison.Ordinal);
        Assert.Contains("fixed<16,6>, missing: least", Fastai.Succeed("inspect", folder["out"]), StringComparison.Ordinal);
        var report = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(folder["out"], "report.json"))).RootElement;
        Assert.Equal("least", report.GetProperty("inputs")[0].GetProperty("missing")[0].GetString());
        Assert.Equal(Events - 1, report.GetProperty("calibration_events_with_missing").GetInt32());

        Fastai.Succeed("emulate", folder["out"], folder["events.npy"], "-o", folder["a.npy"]);
        Fastai.Succeed("emulate", folder["out"], folder["events.csv"], "-o", folder["b.npy"]);
        Assert.Equal(File.ReadAllBytes(folder["a.npy"]), File.ReadAllBytes(folder["b.npy"]));

        string agreement = Fastai.Succeed(
            "validate",
            folder["out"],
            folder["events.npy"],
            "--json",
            folder["v.json"],
            "--html",
            folder["v.html"]
        );
        Assert.Contains("every one of 400 events takes the float model's path", agreement, StringComparison.Ordinal);
        Assert.Contains("values missing, in 399 events", agreement, StringComparison.Ordinal);
        var input = JsonDocument.Parse(File.ReadAllText(folder["v.json"])).RootElement.GetProperty("inputs")[0];
        Assert.Equal(Events - 1, input.GetProperty("events_with_missing").GetInt64());
        Assert.Equal((0, 0), (input.GetProperty("rounded").GetInt64(), input.GetProperty("limited").GetInt64()));

        string simulated = Fastai.Succeed("simulate", folder["out"], folder["events.npy"], "--events", "60", "--primitives");
        Assert.Equal(3, simulated.Split("every bit").Length - 1);
        string replayed = Fastai.Succeed("replay", folder["out"], folder["events.npy"], "--rate", "max", "-o", folder["c.npy"]);
        Assert.Contains("400", replayed, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["a.npy"]), File.ReadAllBytes(folder["c.npy"]));
    }

    [Fact]
    public void WithoutAStatementTheyAreRefusedWithWhatToState()
    {
        File.WriteAllText(folder["plain.yaml"], "track: { format: \"fixed<16,6>\" }\n");
        string line = Fastai.Fail(
            2,
            "compile",
            folder["model.onnx"],
            "-o",
            folder["out"],
            "--precision",
            folder["plain.yaml"],
            "--calibrate",
            folder["events.npy"]
        );
        Assert.Contains("NaN at event 1, element", line, StringComparison.Ordinal);
        Assert.Contains("missing: least", line, StringComparison.Ordinal);
        Fastai.Succeed("compile", folder["model.onnx"], "-o", folder["out"], "--precision", folder["plain.yaml"], "--emit", "hls");
        foreach (string command in (string[])["emulate", "validate", "simulate"])
        {
            string[] more = command == "emulate" ? ["-o", folder["r.npy"]] : [];
            line = Fastai.Fail(2, [command, folder["out"], folder["events.csv"], .. more]);
            Assert.Contains("missing: least", line, StringComparison.Ordinal);
        }
        string ones = string.Join(",", Enumerable.Repeat("1", Features - 1));
        File.WriteAllText(folder["empty.csv"], $"{ones},0.5\n{ones},\n");
        line = Fastai.Fail(2, "emulate", folder["out"], folder["empty.csv"], "-o", folder["r.npy"]);
        Assert.Contains("line 2, column 16", line, StringComparison.Ordinal);
        Assert.Contains("written nan", line, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["r.npy"]));
    }
}
