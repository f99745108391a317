using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of stream designs: the same results in the same cycles, memories where they belong, and what the estimate says.</summary>
public sealed class StreamSynthesisTests
{
    [SkippableTheory]
    [InlineData("conv", 1, 200)]
    [InlineData("rnn", 3, 300)]
    [InlineData("fed", 1, 80)]
    [InlineData("fed", 10, 400)]
    public void TheSynthesisedNetlistGivesEveryResultInItsCycle(string model, int interleave, double clock)
    {
        string ghdl = Workspace.Tool("ghdl-mcode");
        using EmittedStream design = Create(model, interleave, clock, "generic", 60 * interleave + 60);
        using var work = new ScratchFolder();
        string name = design.Ports.Name;
        File.WriteAllText(work["netlist.vhd"], OpenSynthesis.Netlist(ExternalTool.At(ghdl), work.FullPath, design.Folder, design.Ports, "vhdl"));
        string Source(string path) => Path.Combine(design.Folder, path);
        design.CheckCycles(GhdlSimulator.RunStreamSources(
            [Source("vhdl/fastai_support.vhd"), Source($"vhdl/{name}_pkg.vhd"), work["netlist.vhd"], Source($"testbench/{name}_stream_tb.vhd")], design.Ports, design.Samples, design.Ticks));
    }

    [SkippableTheory]
    [InlineData("rnn", 1)]
    [InlineData("rnn", 4)]
    public void SumsOfThreeAsPrimitivesGiveEveryResultInItsCycle(string model, int interleave)
    {
        Workspace.Tool("ghdl-mcode");
        using EmittedStream design = Create(model, interleave, 150, "xcup", 60 * interleave);
        Assert.True(GhdlSimulator.HasPrimitives(design.Folder, design.Ports), "no sum of three operands");
        design.CheckVhdl(primitives: true);
    }

    [SkippableTheory]
    [InlineData("conv", 1, 200)]
    [InlineData("conv", 10, 400)]
    [InlineData("rnn", 10, 400)]
    [InlineData("fed", 40, 400)]
    public void TheEstimateIsWithinATenthOfOpenSynthesis(string model, int interleave, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        using EmittedStream design = Create(model, interleave, clock, "xcup", 60);
        SynthesisResult result = OpenSynthesis.Run(design.Folder, design.Ports);
        Resources estimate = design.Design.Resources.Total;
        long lut = result.Lut + result.ShiftRegisters + result.LutRam;
        Assert.True(interleave == 1 ? result.LutRam == 0 : result.LutRam >= 8, $"{result.LutRam} tables are memories");
        Assert.True(Math.Abs(estimate.Lut - lut) <= 0.1 * lut, $"{estimate.Lut} LUT estimated, {lut} synthesised");
        Assert.True(Math.Abs(estimate.Ff - result.Ff) <= 0.1 * result.Ff, $"{estimate.Ff} FF estimated, {result.Ff} synthesised");
        Assert.Equal((0L, 0L), (estimate.Bram, result.Bram));
    }

    private static EmittedStream Create(string model, int interleave, double clock, string device, int samples) => EmittedStream.Create(
        StreamModels.Create(model), new HardwareOptions { ClockMHz = clock, Effort = 0, Interleave = interleave, Device = device }, samples, 2, targets: EmissionTargets.Vhdl);
}
