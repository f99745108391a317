using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of maxima and limits, as primitives and as plain RTL, beside the estimate.</summary>
public sealed class ChoiceSynthesisTests
{
    private const int Inputs = 16;

    [SkippableTheory]
    [InlineData("xcup", 300)]
    [InlineData("generic", 300)]
    public void EstimateIsNear(string device, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        (SynthesisResult result, Resources estimate) = Synthesise(device, clock);
        Assert.True(
            Math.Abs(estimate.Lut - result.Lut) <= 0.1 * result.Lut && estimate.Ff == result.Ff,
            $"LUT {estimate.Lut} beside {result.Lut}, FF {estimate.Ff} beside {result.Ff}"
        );
    }

    /// <summary>Tables with two outputs halve choices, and comparisons take a table for two bits instead of two for three.</summary>
    [SkippableFact]
    public void PrimitivesTakeFewerTables()
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        Assert.InRange(Synthesise("xcup", 300).Result.Lut, 1, 0.65 * Synthesise("generic", 300).Result.Lut);
    }

    private static (SynthesisResult Result, Resources Estimate) Synthesise(string device, double clock)
    {
        HardwareDesign design = HardwareCompiler.Compile(Maxima(), new HardwareOptions { Device = device, ClockMHz = clock });
        long[] inputs = RandomCircuits.Inputs(design.Pipeline.Circuit, 1, 20);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs))
        );
        return (OpenSynthesis.Run(folder.FullPath, Compiler.Emission.DesignInterface.Of(design.Pipeline.Circuit)), design.Resources.Total);
    }

    /// <summary>Limits at both ends of every input and the greatest of each four.</summary>
    private static FixedGraph Maxima()
    {
        var builder = new FixedGraphBuilder("maxima");
        int x = builder.Input("x", new Shape(Inputs), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 12, 12), Inputs));
        var format = new FixedFormat(true, 10, 10);
        int limited = builder.Quantize("limit", x, PerElement<FixedFormat>.Uniform(format, Inputs), Rounding.Trn, Overflow.Sat);
        builder.Output(
            "y",
            builder.Reduce("max", ReduceOperation.Maximum, limited, new Shape(Inputs / 4), 4, [.. Enumerable.Range(0, Inputs)])
        );
        return builder.Build();
    }
}
