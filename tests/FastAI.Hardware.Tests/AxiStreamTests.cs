using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>The AXI4-Stream wrapper loses, repeats and reorders nothing under back-pressure, and takes
/// an event in every cycle without.</summary>
public sealed class AxiStreamTests
{
    private const int Events = 300;

    [SkippableTheory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(12, false)]
    [InlineData(12, true)]
    public void EveryResultOnceInOrder(int seed, bool fullSpeed)
    {
        string ghdl = Workspace.Tool("ghdl-mcode");
        PipelinedCircuit pipeline = RandomCircuits.Create(seed);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, Events),
            expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
        using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(pipeline, inputs, expected));
        string name = DesignInterface.Of(pipeline.Circuit).Name,
            work = folder["testbench"];
        string[] sources =
        [
            .. new[] { "fastai_support", name + "_pkg", name, name + "_axis" }.Select(f => $"../vhdl/{f}.vhd"),
            name + "_axis_tb.vhd",
        ];
        ExternalTool.At(ghdl).Run(work, ["-a", "--std=08", .. sources]);
        string said = ExternalTool
            .At(ghdl)
            .Run(work, ["-r", "--std=08", name + "_axis_tb", "--ieee-asserts=disable", $"-gFULL_SPEED={(fullSpeed ? "true" : "false")}"]);
        Assert.Contains($"{Events} events agree", said);
        if (fullSpeed)
            Assert.Contains($"in {Events + pipeline.Latency + 8} cycles", said);
    }
}
