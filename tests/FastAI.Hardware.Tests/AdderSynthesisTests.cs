using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of the adders of a constant matrix, as primitives and as plain RTL, beside the estimate.</summary>
public sealed class AdderSynthesisTests
{
    private const int Inputs = 10;
    private const int Outputs = 8;

    [SkippableTheory]
    [InlineData("xcup", 200)]
    [InlineData("generic", 200)]
    [InlineData("generic", 400)]
    public void EstimateIsNear(string device, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        HardwareDesign design = HardwareCompiler.Compile(Dense(), new HardwareOptions { Device = device, ClockMHz = clock });
        long[] inputs = RandomCircuits.Inputs(design.Pipeline.Circuit, 1, 20);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs))
        );
        SynthesisResult result = OpenSynthesis.Run(folder.FullPath, DesignInterface.Of(design.Pipeline.Circuit));
        Resources estimate = design.Resources.Total;
        Assert.True(
            IsNear(estimate.Lut, result.Lut, 0.05) && IsNear(estimate.Ff, result.Ff, 0.05) && IsNear(estimate.Carry, result.Carry4, 0.1),
            $"LUT {estimate.Lut} beside {result.Lut}, FF {estimate.Ff} beside {result.Ff}, carry {estimate.Carry} beside {result.Carry4}, "
                + $"{design.Pipeline.Latency} cycles"
        );
    }

    private static bool IsNear(long estimate, long found, double share) => Math.Abs(estimate - found) <= share * found;

    private static FixedGraph Dense()
    {
        var random = new Random(7);
        var builder = new FixedGraphBuilder("dense");
        PerElement<FixedFormat> formats = PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), Inputs);
        int x = builder.Input("x", new Shape(Inputs), formats);
        var block = new AffineBlock(
            Inputs,
            Outputs,
            [.. Enumerable.Range(0, Inputs)],
            [.. Enumerable.Range(0, Outputs)],
            [.. Enumerable.Range(0, Inputs * Outputs).Select(_ => (long)random.Next(-31, 32))],
            [.. Enumerable.Range(0, Outputs).Select(_ => (long)random.Next(-5000, 5000))]
        );
        builder.Output("y", builder.Affine("dense", x, new Shape(Outputs), [block], PerElement<int>.Uniform(10, Outputs)));
        return builder.Build();
    }
}
