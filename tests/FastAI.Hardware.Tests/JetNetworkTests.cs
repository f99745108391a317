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

/// <summary>A whole network of 9,000 additions whose results others computed: from the ONNX file to
/// the bits that VHDL and C++ give.</summary>
public sealed class JetNetworkTests
{
    /// <summary>LUT by LUT, GHDL takes a tenth of a second for an event; FASTAI_SOAK set to anything runs all 4096.</summary>
    private static readonly int PrimitiveEvents = Environment.GetEnvironmentVariable("FASTAI_SOAK") is null ? 64 : 4096;

    [SkippableFact]
    public void FirmwareGivesTheRecordedMantissas()
    {
        string folder = Workspace.Shared("reference", "jet_mlp");
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        FixedGraph graph = Load(folder);
        HardwareDesign design = HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = 200, Effort = 0 });
        (long[] inputs, long[] recorded) = Recorded(graph, folder, 4096);
        using ScratchFolder output = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, recorded));
        DesignInterface ports = DesignInterface.Of(graph);
        Assert.Null(
            SimulationComparison.FirstMismatch(ports, recorded, GhdlSimulator.Run(output.FullPath, ports, inputs), design.Pipeline.Latency)
        );
        Assert.Null(SimulationComparison.FirstMismatch(ports, recorded, GppSimulator.Run(output.FullPath, ports, inputs), null));
    }

    /// <summary>For UltraScale+: sums of three operands, as RTL and as primitives.</summary>
    [SkippableFact]
    public void FirmwareOfPrimitivesGivesTheRecordedMantissas()
    {
        string folder = Workspace.Shared("reference", "jet_mlp");
        Workspace.Tool("ghdl-mcode");
        FixedGraph graph = Load(folder);
        HardwareDesign design = HardwareCompiler.Compile(
            graph,
            new HardwareOptions
            {
                ClockMHz = 220,
                Effort = 0,
                Device = "xcup",
            }
        );
        DesignInterface ports = DesignInterface.Of(graph);
        foreach ((bool primitives, int events) in new[] { (false, 4096), (true, PrimitiveEvents) })
        {
            (long[] inputs, long[] recorded) = Recorded(graph, folder, events);
            using ScratchFolder output = EmittedFolder.Write(
                EmittedFolder.Emit(design.Pipeline, inputs, recorded, new EmissionOptions { Targets = EmissionTargets.Vhdl })
            );
            SimulationResult result = GhdlSimulator.Run(output.FullPath, ports, inputs, primitives: primitives);
            Assert.Null(SimulationComparison.FirstMismatch(ports, recorded, result, design.Pipeline.Latency));
        }
    }

    private static FixedGraph Load(string folder)
    {
        PrecisionFile precision = PrecisionFile.Read(Path.Combine(folder, "precision.yaml"));
        FloatGraph model = GraphPasses.Run(OnnxImporter.Import(OnnxModel.Load(Path.Combine(folder, "jet_mlp.onnx"))), precision.States);
        return FixedPointCompiler.Quantize(model, new(), precision).Graph;
    }

    private static (long[] Inputs, long[] Outputs) Recorded(FixedGraph graph, string folder, int events)
    {
        double[] x = Read(Path.Combine(folder, "x.npy"), 16, events);
        long[] inputs = [.. x.Select((value, i) => (long)Math.ScaleB(value, graph.Nodes[graph.Inputs[0]].Type[i % 16].Fraction))];
        return (inputs, [.. Read(Path.Combine(folder, "y_mantissa.npy"), 5, events).Select(value => (long)value)]);
    }

    private static double[] Read(string path, int width, int events)
    {
        using var file = DataFile.Open(path);
        var data = EventData.Bind(file, [new EventInput("x", [width])]);
        var values = new double[events * width];
        data.ReadAsDouble(0, 0, events, values);
        return values;
    }
}
