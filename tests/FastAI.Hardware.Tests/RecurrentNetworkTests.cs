using FastAI.Compiler.Emission;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Recurrent layers as PyTorch exports them, unrolled: firmware gives the oracle's bits.</summary>
public sealed class RecurrentNetworkTests
{
    private const int Events = 64;

    [SkippableTheory]
    [InlineData("torch_rnn_17")]
    [InlineData("torch_lstm_one")]
    [InlineData("torch_gru_one")]
    public void FirmwareEqualsTheOracle(string name)
    {
        Workspace.Tool("ghdl-mcode");
        var model = GraphPasses.Run(
            OnnxImporter.Import(OnnxModel.Load(Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", name + ".onnx")))
        );
        var options = new QuantizationOptions
        {
            InputFormat = new FixedFormat(true, 8, 2),
            ActivationBits = 8,
            WeightBits = 6,
            TableBits = 6,
        };
        FixedGraph graph = FixedPointCompiler.Quantize(model, options).Graph;
        HardwareDesign design = HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = 200, Effort = 0 });
        long[] inputs = RandomInputs.For(graph, 1, Events),
            expected = Oracle.Run(graph, inputs);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, expected, new EmissionOptions { Targets = EmissionTargets.Vhdl })
        );
        DesignInterface ports = DesignInterface.Of(graph);
        Assert.Null(
            SimulationComparison.FirstMismatch(ports, expected, GhdlSimulator.Run(folder.FullPath, ports, inputs), design.Pipeline.Latency)
        );
    }
}
