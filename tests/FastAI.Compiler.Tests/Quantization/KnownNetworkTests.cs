using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Models with stated types whose integers others computed: every bit of every event must be theirs.</summary>
public sealed class KnownNetworkTests
{
    [SkippableFact]
    public void TheReferenceJetNetworkIsExact()
    {
        string folder = Workspace.Shared("reference", "jet_mlp");
        var result = Compile(folder, "jet_mlp.onnx");
        Agree(result.Graph, Path.Combine(folder, "x.npy"), Path.Combine(folder, "y_mantissa.npy"), 4096);
        Assert.All(result.Graph.Nodes[result.Graph.Outputs[0].Node].Type.Elements.Stored, e => Assert.Equal(11, e.Fraction));
    }

    [Fact]
    public void TheCalorimeterNetworkIsExact()
    {
        string folder = Workspace.File("examples", "lar-calorimeter");
        Agree(Compile(folder, "model.onnx").Graph, Path.Combine(folder, "recording.npy"), Path.Combine(folder, "expected.npy"), 4096);
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    public void TheRecurrentCalorimeterNetworksAreExact(string network)
    {
        string folder = Workspace.File("examples", "lar-calorimeter");
        Agree(
            Compile(folder, network + ".onnx", network + "_precision.yaml").Graph,
            Path.Combine(folder, "recording_5.npy"),
            Path.Combine(folder, network + "_expected.npy"),
            4096
        );
    }

    [Fact]
    public void TheStripTrackerIsExact()
    {
        string folder = Workspace.File("examples", "strip-tracker");
        Agree(Compile(folder, "model.onnx").Graph, Path.Combine(folder, "recording.npy"), Path.Combine(folder, "expected.npy"), 4096);
    }

    [Fact]
    public void TheWaveformAlgorithmIsExactAndProvedSo()
    {
        string folder = Workspace.File("examples", "waveform-peak");
        var result = Compile(folder, "model.onnx");
        Agree(result.Graph, Path.Combine(folder, "waveforms.npy"), Path.Combine(folder, "expected.npy"), 64);
        Assert.All(result.Report.Outputs, o => Assert.Equal((0.0, 0), (o.Bound, o.Conditions.Length)));
    }

    [Fact]
    public void TheTrackTreesAreExact()
    {
        string folder = Workspace.File("examples", "track-quality");
        Agree(Compile(folder, "model.onnx").Graph, Path.Combine(folder, "recording.npy"), Path.Combine(folder, "expected.npy"), 4096);
    }

    /// <summary>The calorimeter network with no types stated: calibration alone keeps 40 dB and finds the ADC's grid.</summary>
    [Fact]
    public void TheCalorimeterNetworkCalibrates()
    {
        string folder = Workspace.File("examples", "lar-calorimeter");
        var graph = OnnxImporter.Import(OnnxModel.Load(Path.Combine(folder, "model.onnx")));
        double[] events = Read(Path.Combine(folder, "calibration.npy"), graph.Nodes[graph.Inputs[0]].Shape, out int count);
        var result = FixedPointCompiler.Quantize(graph, new(), null, new CalibrationData(count, [events]));
        Assert.Equal(FormatReason.Grid, result.Report.Tensors[0].Reason);
        Assert.Equal(0, result.Report.Tensors[0].Formats[0].Fraction);
        Assert.True(result.Report.Tensors[^1].Seen!.SignalToNoise > 40, $"{result.Report.Tensors[^1].Seen!.SignalToNoise:F1} dB");
    }

    private static QuantizationResult Compile(string folder, string model, string types = "precision.yaml")
    {
        var precision = PrecisionFile.Read(Path.Combine(folder, types));
        return FixedPointCompiler.Quantize(
            GraphPasses.Run(OnnxImporter.Import(OnnxModel.Load(Path.Combine(folder, model))), precision.States),
            new(),
            precision
        );
    }

    private static void Agree(FixedGraph graph, string data, string expected, int events)
    {
        var emulator = Emulator.Create(graph);
        double[] inputs = Read(data, graph.Nodes[graph.Inputs[0]].Type.Shape, out int count);
        double[] wanted = Read(expected, new Shape(emulator.OutputCount), out int expectedCount);
        Assert.Equal((events, events), (count, expectedCount));
        var mantissas = new long[inputs.Length];
        int width = emulator.InputCount;
        for (int i = 0; i < inputs.Length; i++)
        {
            double scaled = Math.ScaleB(inputs[i], graph.Nodes[graph.Inputs[0]].Type[i % width].Fraction);
            mantissas[i] = checked((long)scaled);
            Assert.Equal(scaled, mantissas[i]); // the data are on the input's grid
        }
        var outputs = new long[events * emulator.OutputCount];
        emulator.Run(mantissas, outputs);
        Assert.Equal(wanted, outputs.Select(m => (double)m));
    }

    private static double[] Read(string path, Shape shape, out int events)
    {
        using var file = DataFile.Open(path);
        var data = EventData.Bind(file, [new EventInput(file.Arrays[0].Name, [.. shape.Extents])]);
        events = (int)data.EventCount;
        var values = new double[events * shape.Count];
        data.ReadAsDouble(0, 0, events, values);
        return values;
    }
}
