using FastAI.Compiler.Emission;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>A whole network of 9,000 additions whose results others computed: from the ONNX file to the bits that VHDL and C++ give.</summary>
public sealed class JetNetworkTests
{
    private const int Events = 512;

    [SkippableFact]
    public void FirmwareGivesTheRecordedMantissas()
    {
        string folder = Workspace.Shared("reference", "jet_mlp");
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        PrecisionFile precision = PrecisionFile.Read(Path.Combine(folder, "precision.yaml"));
        FloatGraph model = GraphPasses.Run(OnnxImporter.Import(OnnxModel.Load(Path.Combine(folder, "jet_mlp.onnx"))), precision.States);
        FixedGraph graph = FixedPointCompiler.Quantize(model, new(), precision).Graph;
        HardwareDesign design = HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = 200, Effort = 0 });

        double[] x = Read(Path.Combine(folder, "x.npy"), 16);
        long[] inputs = [.. x.Select((value, i) => (long)Math.ScaleB(value, graph.Nodes[graph.Inputs[0]].Type[i % 16].Fraction))];
        long[] recorded = [.. Read(Path.Combine(folder, "y_mantissa.npy"), 5).Select(value => (long)value)];
        using ScratchFolder output = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, recorded));
        DesignInterface ports = DesignInterface.Of(graph);
        Assert.Null(SimulationComparison.FirstMismatch(ports, recorded, GhdlSimulator.Run(output.FullPath, ports, inputs), design.Pipeline.Latency));
        Assert.Null(SimulationComparison.FirstMismatch(ports, recorded, GppSimulator.Run(output.FullPath, ports, inputs), null));
    }

    private static double[] Read(string path, int width)
    {
        using var file = DataFile.Open(path);
        var data = EventData.Bind(file, [new EventInput("x", [width])]);
        var values = new double[Events * width];
        data.ReadAsDouble(0, 0, Events, values);
        return values;
    }
}
