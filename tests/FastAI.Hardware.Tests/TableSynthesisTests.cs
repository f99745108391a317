using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of look-up tables in LUTs and in memory blocks, beside the estimate; and what they compute.</summary>
public sealed class TableSynthesisTests
{
    private const int Count = 3;

    [SkippableTheory]
    [InlineData(11, 12, TableMemory.Block, 300, "xcup")]
    [InlineData(9, 6, TableMemory.Lut, 300, "xcup")]
    [InlineData(10, 16, TableMemory.Auto, 500, "generic")]
    public void EstimateIsWithinATenth(int bits, int width, TableMemory memory, double clock, string device)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        HardwareDesign design = HardwareCompiler.Compile(
            Tables(bits, width),
            new HardwareOptions
            {
                Device = device,
                ClockMHz = clock,
                TableMemory = memory,
            }
        );
        long[] inputs = RandomCircuits.Inputs(design.Pipeline.Circuit, bits, 400),
            expected = RandomCircuits.Outputs(design.Pipeline.Circuit, inputs);
        using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, expected));
        DesignInterface ports = DesignInterface.Of(design.Pipeline.Circuit);
        Assert.Null(
            SimulationComparison.FirstMismatch(ports, expected, GhdlSimulator.Run(folder.FullPath, ports, inputs), design.Pipeline.Latency)
        );
        SynthesisResult result = OpenSynthesis.Run(folder.FullPath, ports);
        Resources estimate = design.Resources.Total;
        string both =
            $"LUT {estimate.Lut} beside {result.Lut}, FF {estimate.Ff} beside {result.Ff} (and {result.ShiftRegisters} shift registers), "
            + $"carry {estimate.Carry} beside {result.Carry4}, BRAM {estimate.Bram} beside {result.Bram}, {design.Pipeline.Latency} cycles";
        Assert.True(result.Bram == estimate.Bram && estimate.Bram > 0 == (memory != TableMemory.Lut), both);
        Assert.True(IsNear(estimate.Lut, result.Lut) && IsNear(estimate.Ff, result.Ff), both);
    }

    private static bool IsNear(long estimate, long found) => Math.Abs(estimate - found) <= Math.Max(0.1 * found, 4);

    /// <summary>Differences of tables of random entries.</summary>
    private static FixedGraph Tables(int bits, int width)
    {
        var random = new Random(bits);
        var builder = new FixedGraphBuilder("tables");
        var shape = new Shape(Count);
        PerElement<FixedFormat> formats = PerElement<FixedFormat>.Uniform(new FixedFormat(true, bits, 3), Count);
        var entries = new FixedFormat(true, width, 2);
        LookupTable Random() =>
            new(
                -(1 << (bits - 1)),
                [.. Enumerable.Range(0, 1 << bits).Select(_ => random.NextInt64(entries.MinMantissa, entries.MaxMantissa + 1))],
                entries
            );
        int x = builder.Input("x", shape, formats),
            y = builder.Input("y", shape, formats);
        builder.Output(
            "d",
            builder.Binary(
                "difference",
                BinaryOperation.Subtract,
                builder.Table("f", x, [Random()], PerElement<int>.Uniform(0, Count)),
                builder.Table("g", y, [Random()], PerElement<int>.Uniform(0, Count))
            )
        );
        return builder.Build();
    }
}
