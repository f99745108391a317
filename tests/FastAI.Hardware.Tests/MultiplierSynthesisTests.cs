using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of products of variables, beside the estimate.</summary>
public sealed class MultiplierSynthesisTests
{
    private const int Count = 16;

    [SkippableTheory]
    [InlineData(6, MultiplierChoice.Auto, 500, 0)]
    [InlineData(8, MultiplierChoice.Lut, 200, 0)]
    [InlineData(12, MultiplierChoice.Lut, 200, 0)]
    [InlineData(12, MultiplierChoice.Auto, 300, Count)]
    [InlineData(16, MultiplierChoice.Dsp, 600, Count)]
    public void EstimateIsWithinATenth(int bits, MultiplierChoice choice, double clock, int dsp)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        HardwareDesign design = HardwareCompiler.Compile(
            Products(bits),
            new HardwareOptions
            {
                Device = "xcup",
                ClockMHz = clock,
                Multipliers = choice,
            }
        );
        long[] inputs = RandomCircuits.Inputs(design.Pipeline.Circuit, bits, 20);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs))
        );
        SynthesisResult result = OpenSynthesis.Run(folder.FullPath, DesignInterface.Of(design.Pipeline.Circuit));
        Resources estimate = design.Resources.Total;
        string both =
            $"LUT {estimate.Lut} beside {result.Lut}, FF {estimate.Ff} beside {result.Ff} (and {result.ShiftRegisters} shift registers), carry {estimate.Carry} beside {result.Carry4}, "
            + $"DSP {estimate.Dsp} beside {result.Dsp}, {design.Pipeline.Latency} cycles";
        Assert.True(result.Dsp == dsp && estimate.Dsp == dsp, both);
        Assert.True(IsNear(estimate.Lut, result.Lut) && IsNear(estimate.Ff, result.Ff) && IsNear(estimate.Carry, result.Carry4), both);
    }

    private static bool IsNear(long estimate, long found) => Math.Abs(estimate - found) <= Math.Max(0.1 * found, 4);

    private static FixedGraph Products(int bits)
    {
        var builder = new FixedGraphBuilder("products");
        var shape = new Shape(Count);
        PerElement<FixedFormat> formats = PerElement<FixedFormat>.Uniform(new FixedFormat(true, bits, 3), Count);
        builder.Output(
            "p",
            builder.Binary("product", BinaryOperation.Multiply, builder.Input("x", shape, formats), builder.Input("y", shape, formats))
        );
        return builder.Build();
    }
}
