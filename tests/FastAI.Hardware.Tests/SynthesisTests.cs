using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What GHDL's synthesis makes of generated VHDL still computes the same: its readers read the bodies for
/// synthesis, not those for simulation.</summary>
public sealed class SynthesisTests
{
    [SkippableTheory]
    [InlineData(30, 24)]
    [InlineData(130, 9)]
    [InlineData(230, 40)]
    public void SynthesisedNetlistEqualsTheCircuit(int firstSeed, int maxWidth)
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = firstSeed; seed < firstSeed + 4; seed++)
        {
            PipelinedCircuit pipeline = RandomCircuits.Create(seed, maxWidth: maxWidth);
            long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 100),
                expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
            using ScratchFolder folder = EmittedFolder.Write(
                EmittedFolder.Emit(pipeline, inputs, expected, new EmissionOptions { Targets = EmissionTargets.Vhdl })
            );
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            using var work = new ScratchFolder();
            File.WriteAllText(
                work["netlist.vhd"],
                OpenSynthesis.Netlist(
                    ExternalTool.Require("test", "ghdl-mcode", "ghdl-mcode"),
                    work.FullPath,
                    folder.FullPath,
                    ports,
                    "vhdl"
                )
            );
            SimulationResult result = GhdlSimulator.RunSources(
                [
                    folder["vhdl/fastai_support.vhd"],
                    folder[$"vhdl/{ports.Name}_pkg.vhd"],
                    work["netlist.vhd"],
                    folder[$"testbench/{ports.Name}_stream_tb.vhd"],
                ],
                ports,
                inputs
            );
            SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(ports, expected, result, pipeline.Latency);
            Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
        }
    }

    [SkippableTheory]
    [InlineData(330, 12, false)]
    [InlineData(430, 40, false)]
    [InlineData(331, 12, true)]
    [InlineData(332, 9, true)]
    [InlineData(431, 40, true)]
    [InlineData(432, 24, true)]
    public void SynthesisedVerilogEqualsTheCircuit(int seed, int maxWidth, bool primitives)
    {
        Workspace.Tool("ghdl-mcode");
        string iverilog = Workspace.Tool("iverilog"),
            vvp = Workspace.Tool("vvp");
        PipelinedCircuit pipeline = RandomCircuits.Create(seed, primitives ? 150 : 60, maxWidth);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 100),
            expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(pipeline, inputs, expected, new EmissionOptions { Targets = EmissionTargets.Vhdl })
        );
        DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
        if (primitives)
            Assert.True(CountOf("fastai_sum3", File.ReadAllText(folder[$"vhdl/{ports.Name}_xilinx.vhd"])) > 0, "no sum of three operands");
        File.WriteAllText(folder["primitives.v"], VerilogPrimitives.Text);
        File.WriteAllText(
            folder["netlist.v"],
            OpenSynthesis.Netlist(
                ExternalTool.Require("test", "ghdl-mcode", "ghdl-mcode"),
                folder.FullPath,
                folder.FullPath,
                ports,
                "verilog",
                primitives
            )
        );
        File.WriteAllText(folder["inputs.hex"], VectorText.Write(ports.Inputs, inputs));
        File.WriteAllText(folder["bench.v"], VerilogBench(ports));
        ExternalTool.At(iverilog).Run(folder.FullPath, ["-g2012", "-o", "bench", "bench.v", "netlist.v", "primitives.v"]);
        string said = ExternalTool.At(vvp).Run(folder.FullPath, ["bench"]);
        // an x in a result would not compare equal
        Assert.Equal(VectorText.Write(ports.Outputs, expected), said);
    }

    [SkippableFact]
    public void CountsCells()
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        PipelinedCircuit pipeline = RandomCircuits.Create(530, 10, 6);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, 0, 1);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(pipeline, inputs, RandomCircuits.Outputs(pipeline.Circuit, inputs))
        );
        SynthesisResult result = OpenSynthesis.Run(folder.FullPath, DesignInterface.Of(pipeline.Circuit));
        Assert.True(result.Ff + result.ShiftRegisters >= 1, "no register was found");
        Assert.True(result.LogicDepth >= 1);
    }

    [Fact]
    public void ReadsStatistics()
    {
        SynthesisResult result = OpenSynthesis.Parse(
            "xcup",
            """

            === top ===

               Number of wires:              24940
               Number of processes:              0
               Number of cells:              48536
                 CARRY4                       8018
                 CARRY8                          2
                 FDRE                        12400
                 FDSE                            3
                 INV                          1181
                 LUT2                        22847
                 LUT6                          639
                 LUT6_2                          5
                 MUXF7                         123
                 RAMB18E2                        1
                 RAMB36E2                        2
                 SRL16E                         17

            """,
            "Longest topological path in top (length=122):\n    0: \\clk\n"
        );
        Assert.Equal(
            (23491, 12403, 8022, 5, 17, 123, 1181, 122),
            (
                result.Lut,
                result.Ff,
                result.Carry4,
                result.Bram,
                result.ShiftRegisters,
                result.WideMultiplexers,
                result.Inverters,
                result.LogicDepth
            )
        );
    }

    private static int CountOf(string word, string text) => text.Split("entity work." + word).Length - 1;

    private static string VerilogBench(DesignInterface ports) =>
        $$"""
            module bench;
              reg clk = 0, rst = 1, in_valid = 0;
              reg [{{ports.InputBits - 1}}:0] in_data = 0;
              wire out_valid;
              wire [{{ports.OutputBits - 1}}:0] out_data;
              integer file, i, got;
              {{ports.Name}} dut(.clk(clk), .rst(rst), .in_valid(in_valid), .in_data(in_data), .out_valid(out_valid), .out_data(out_data));
              task tick; begin
                #1 clk = 1; #1 clk = 0; #1;
                if (out_valid === 1) $display("%h", out_data);
              end endtask
              initial begin
                file = $fopen("inputs.hex", "r");
                for (i = 0; i < 30; i = i + 1) tick;
                rst = 0;
                got = $fscanf(file, "%h", in_data);
                while (got == 1) begin
                  in_valid = 1;
                  tick;
                  got = $fscanf(file, "%h", in_data);
                end
                in_valid = 0;
                in_data = 0;
                for (i = 0; i < 200; i = i + 1) tick;
                $finish;
              end
            endmodule
            """;
}
