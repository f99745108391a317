using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What open synthesis makes of stream designs: the same results in the same cycles, memories where they
/// belong, and what the estimate says.</summary>
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
        File.WriteAllText(
            work["netlist.vhd"],
            OpenSynthesis.Netlist(ExternalTool.At(ghdl), work.FullPath, design.Folder, design.Ports, "vhdl")
        );
        string Source(string path) => Path.Combine(design.Folder, path);
        design.CheckCycles(
            GhdlSimulator.RunStreamSources(
                [
                    Source("vhdl/fastai_support.vhd"),
                    Source($"vhdl/{name}_pkg.vhd"),
                    work["netlist.vhd"],
                    Source($"testbench/{name}_stream_tb.vhd"),
                ],
                design.Ports,
                design.Samples,
                design.Ticks
            )
        );
    }

    /// <summary>Yosys's cells for UltraScale+, memories of look-up tables among them, by its own models of them.</summary>
    [SkippableTheory]
    [InlineData("fed", 5, 200)]
    [InlineData("filter", 3, 300)]
    public void TheMappedCellsGiveEveryResult(string model, int interleave, double clock)
    {
        string ghdl = Workspace.Tool("ghdl-mcode"),
            yosys = Workspace.Tool("yosys"),
            iverilog = Workspace.Tool("iverilog"),
            vvp = Workspace.Tool("vvp");
        string models = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(yosys)!, "..", "share", "yosys", "xilinx", "cells_sim.v"));
        Skip.IfNot(File.Exists(models), $"{models}: is not there");
        using EmittedStream design = Create(model, interleave, clock, "xcup", 80 * interleave, resets: 0);
        using var work = new ScratchFolder();
        string name = design.Ports.Name;
        File.WriteAllText(
            work["design.v"],
            OpenSynthesis.Netlist(ExternalTool.At(ghdl), work.FullPath, design.Folder, design.Ports, "verilog", primitives: true)
        );
        ExternalTool
            .At(yosys)
            .Run(
                work.FullPath,
                [
                    "-q",
                    "-p",
                    $"read_verilog design.v; synth_xilinx -family xcup -flatten -noiopad -top {name}; write_verilog -noattr mapped.v",
                ]
            );
        Assert.Contains("RAM32M16", File.ReadAllText(work["mapped.v"]));
        File.WriteAllText(work["samples.txt"], VectorText.WriteSamples(design.Ports.Inputs, design.Samples, design.Ticks));
        File.WriteAllText(work["bench.v"], VerilogBench(design));
        ExternalTool.At(iverilog).Run(work.FullPath, ["-g2012", "-o", "bench", "bench.v", "mapped.v", models]);
        string[] results = VectorText.WriteResults(design.Ports.Outputs, design.Expected, design.Ticks).Split('\n');
        string[] due = [.. design.Ticks.Select((t, i) => (t, i)).Where(p => p.t.Valid).Select(p => $"{p.t.Channel} {results[p.i][2..]}")];
        Assert.Equal(due, ExternalTool.At(vvp).Run(work.FullPath, ["bench"]).Split('\n', StringSplitOptions.RemoveEmptyEntries));
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

    private static EmittedStream Create(string model, int interleave, double clock, string device, int samples, int resets = 1) =>
        EmittedStream.Create(
            StreamModels.Create(model),
            new HardwareOptions
            {
                ClockMHz = clock,
                Effort = 0,
                Interleave = interleave,
                Device = device,
            },
            samples,
            2,
            resets,
            EmissionTargets.Vhdl
        );

    private static string VerilogBench(EmittedStream design) =>
        $$"""
            module bench;
              reg clk = 0, rst = 1, in_valid = 0, in_restart = 0;
              reg [{{design.Ports.InputBits - 1}}:0] in_data = 0;
              reg [31:0] in_channel = 0;
              wire out_valid;
              wire [31:0] out_channel;
              wire [{{design.Ports.OutputBits - 1}}:0] out_data;
              integer file, i, got, kind, channel, cycle = 0;
              integer last [0:{{design.Design.Pipeline.Interleave - 1}}];
              {{design.Ports.Name}} dut(.clk(clk), .rst(rst), .in_valid(in_valid), .in_restart(in_restart), .in_data(in_data), .out_valid(out_valid), .out_data(out_data),
                .in_channel(in_channel[{{ChannelBits(design) - 1}}:0]), .out_channel(out_channel[{{ChannelBits(design) - 1}}:0]));
              assign out_channel[31:{{ChannelBits(design)}}] = 0;
              task tick; begin
                #1 clk = 1; #1 clk = 0; #1;
                cycle = cycle + 1;
                if (out_valid === 1) $display("%0d %h", out_channel, out_data);
              end endtask
              initial begin
                for (i = 0; i < {{design.Design.Pipeline.Interleave}}; i = i + 1) last[i] = 0;
                file = $fopen("samples.txt", "r");
                for (i = 0; i < 30; i = i + 1) tick;
                rst = 0;
                got = $fscanf(file, "%d %d %h", kind, channel, in_data);
                while (got == 3) begin
                  in_valid = 0;
                  while (cycle + 1 - last[channel] < {{design.Design.Pipeline.Interleave}}) tick;
                  in_valid = 1;
                  in_restart = kind % 2;
                  in_channel = channel;
                  last[channel] = cycle + 1;
                  tick;
                  got = $fscanf(file, "%d %d %h", kind, channel, in_data);
                end
                in_valid = 0;
                for (i = 0; i < 100; i = i + 1) tick;
                $finish;
              end
            endmodule
            """;

    private static int ChannelBits(EmittedStream design) => 32 - int.LeadingZeroCount(design.Design.Pipeline.Interleave - 1);
}
