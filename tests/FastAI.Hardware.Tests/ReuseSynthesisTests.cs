using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of hardware that several cycles of an event share, beside the estimate.</summary>
public sealed class ReuseSynthesisTests
{
    private const int Rows = 12,
        Columns = 16;

    /// <summary>As many multiplier blocks as weights over cycles, or rows of tables; the rest as estimated.</summary>
    [SkippableTheory]
    [InlineData(4, MultiplierChoice.Dsp, "xcup")]
    [InlineData(16, MultiplierChoice.Dsp, "xcup")]
    [InlineData(16, MultiplierChoice.Lut, "xcup")]
    [InlineData(8, MultiplierChoice.Lut, "generic")]
    public void EstimateIsWithinATenth(int reuse, MultiplierChoice choice, string device)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        HardwareDesign design = HardwareCompiler.Compile(
            Dense(),
            new HardwareOptions
            {
                Device = device,
                ClockMHz = 200,
                Multipliers = choice,
                Reuse = reuse,
                Effort = 0,
            }
        );
        long[] inputs = RandomCircuits.Inputs(design.Pipeline.Circuit, reuse, 20);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs))
        );
        SynthesisResult result = OpenSynthesis.Run(folder.FullPath, DesignInterface.Of(design.Pipeline.Circuit));
        Resources estimate = design.Resources.Total;
        string both =
            $"LUT {estimate.Lut} beside {result.Lut + result.ShiftRegisters}, FF {estimate.Ff} beside {result.Ff}, carry {estimate.Carry} beside {result.Carry4}, "
            + $"DSP {estimate.Dsp} beside {result.Dsp}, {design.Pipeline.Latency} cycles";
        if (choice == MultiplierChoice.Dsp)
            Assert.True(result.Dsp == estimate.Dsp && result.Dsp <= Rows * Columns / reuse && result.Dsp > 0, both);
        Assert.True(
            IsNear(estimate.Lut, result.Lut + result.ShiftRegisters)
                && IsNear(estimate.Ff, result.Ff)
                && IsNear(estimate.Carry, result.Carry4),
            both
        );
    }

    /// <summary>What GHDL's synthesis makes of held words, phases and collected words computes the same, at the least distance of events and with
    /// gaps; the check of that distance is left out of it.</summary>
    [SkippableTheory]
    [InlineData(7_000)]
    [InlineData(7_001)]
    [InlineData(7_005)]
    public void SynthesisedNetlistEqualsTheModel(int firstSeed)
    {
        string ghdl = Workspace.Tool("ghdl-mcode");
        int found = 0;
        for (int seed = firstSeed; found < 2; seed += 6)
        {
            FixedGraph graph = RandomDense.Create(seed);
            HardwareDesign design;
            try
            {
                design = HardwareCompiler.Compile(
                    graph,
                    new()
                    {
                        Reuse = 2 + (seed % 6),
                        Multipliers = found == 0 ? MultiplierChoice.Dsp : MultiplierChoice.Lut,
                        ClockMHz = 100,
                        Effort = 0,
                    }
                );
            }
            catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
            {
                continue;
            }
            found++;
            long[] inputs = RandomInputs.For(graph, seed, 60),
                expected = Oracle.Run(graph, inputs);
            using ScratchFolder folder = EmittedFolder.Write(
                EmittedFolder.Emit(design.Pipeline, inputs, expected, new EmissionOptions { Targets = EmissionTargets.Vhdl })
            );
            DesignInterface ports = DesignInterface.Of(graph);
            string netlist = OpenSynthesis.Netlist(ExternalTool.At(ghdl), folder.FullPath, folder.FullPath, ports, "vhdl");
            Assert.DoesNotContain("cycles after the one before", netlist);
            File.WriteAllText(folder["netlist.vhd"], netlist);
            SimulationResult result = GhdlSimulator.RunSources(
                [
                    folder["vhdl/fastai_support.vhd"],
                    folder[$"vhdl/{ports.Name}_pkg.vhd"],
                    folder["netlist.vhd"],
                    folder[$"testbench/{ports.Name}_stream_tb.vhd"],
                ],
                ports,
                inputs
            );
            SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(ports, expected, result, design.Pipeline.Latency);
            Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
        }
    }

    private static bool IsNear(long estimate, long found) => Math.Abs(estimate - found) <= Math.Max(0.1 * found, 4);

    /// <summary>A dense layer of random weights of six bits on unsigned inputs of seven.</summary>
    private static FixedGraph Dense()
    {
        var random = new Random(1);
        var builder = new FixedGraphBuilder("dense");
        int x = builder.Input("x", new Shape(Rows), PerElement<FixedFormat>.Uniform(new FixedFormat(false, 7, 2), Rows));
        var block = new AffineBlock(
            Rows,
            Columns,
            [.. Enumerable.Range(0, Rows)],
            [.. Enumerable.Range(0, Columns)],
            [.. Enumerable.Range(0, Rows * Columns).Select(_ => (long)random.Next(-31, 32))],
            [.. Enumerable.Range(0, Columns).Select(_ => (long)random.Next(-200, 200))]
        );
        int y = builder.Affine("dense", x, new Shape(Columns), [block], PerElement<int>.Uniform(9, Columns));
        PerElement<FixedFormat> formats = PerElement<FixedFormat>.Uniform(new FixedFormat(false, 7, 4), Columns);
        builder.Output("y", builder.Quantize("q", builder.Unary("relu", UnaryOperation.Relu, y), formats, Rounding.Rnd, Overflow.Sat));
        return builder.Build();
    }
}
