using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>What makes synthesis of large designs short leaves what is counted as it is.</summary>
public sealed class SynthesisScriptTests
{
    [SkippableFact]
    public void MemoriesHoldTheSameWordsFromFiles()
    {
        string iverilog = Workspace.Tool("iverilog"),
            vvp = Workspace.Tool("vvp");
        const string Netlist = """
            module memories;
              reg [2:0] a[7:0] ; // memory
              initial begin
                a[7] = 3'b101;
                a[6] = 3'b001;
                a[5] = 3'b110;
                a[4] = 3'b010;
                a[3] = 3'b111;
                a[2] = 3'b011;
                a[1] = 3'b000;
                a[0] = 3'b100;
                end
              reg [11:0] b[1:0] ; // memory
              initial begin
                b[1] = 12'b100000000001;
                b[0] = 12'b011111111110;
                end
              reg c[1:0];
              reg d[1:0];
              reg [1:0] e[3:0];
              initial begin
                e[3] = 2'b01;
                e[1] = 2'b10;
                end
              initial begin
                c[0] = 1'b1;
                d[1] = 1'b0;
                end
              integer i;
              initial begin
                #1 for (i = 0; i < 8; i = i + 1) $display("%b", a[i]);
                $display("%b %b %b %b %b %b", b[0], b[1], c[0], d[1], e[3], e[1]);
              end
            endmodule

            """;
        using var folder = new ScratchFolder();
        string moved = MemoryContents.MoveToFiles(Netlist, folder.FullPath);
        Assert.Equal(["a.mem", "b.mem"], Directory.GetFiles(folder.FullPath).Select(Path.GetFileName).Order());
        Assert.DoesNotContain("12'b", moved);
        Assert.Contains("c[0] = 1'b1;", moved);
        Assert.Equal(Run("stated.v", Netlist), Run("moved.v", moved));

        string Run(string name, string text)
        {
            File.WriteAllText(folder[name], text);
            ExternalTool.At(iverilog).Run(folder.FullPath, ["-o", name + "vp", name]);
            return ExternalTool.At(vvp).Run(folder.FullPath, [name + "vp"]);
        }
    }

    [SkippableTheory]
    [InlineData(331, 40)]
    [InlineData(431, 24)]
    public void CountsAreThoseOfOneRunOfTheWholeCommand(int seed, int maxWidth)
    {
        string ghdl = Workspace.Tool("ghdl-mcode"),
            yosys = Workspace.Tool("yosys");
        PipelinedCircuit pipeline = RandomCircuits.Create(seed, 150, maxWidth);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 1);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(pipeline, inputs, RandomCircuits.Outputs(pipeline.Circuit, inputs))
        );
        DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
        var phases = new Heard();
        SynthesisResult found = OpenSynthesis.Run(folder.FullPath, ports, progress: phases);
        Assert.Equal("GHDL: reading VHDL", phases.Lines[0]);
        Assert.Equal(["Yosys: tables", "Yosys: clean-up", "Yosys: counting"], phases.Lines[^3..]);

        using var work = new ScratchFolder();
        File.WriteAllText(
            work["design.v"],
            OpenSynthesis.Netlist(ExternalTool.At(ghdl), work.FullPath, folder.FullPath, ports, "verilog", primitives: true)
        );
        ExternalTool
            .At(yosys)
            .Run(
                work.FullPath,
                [
                    "-q",
                    "-p",
                    $"read_verilog design.v; synth_xilinx -family xcup -flatten -noiopad -top {ports.Name}; tee -q -o stat.txt stat; tee -q -o depth.txt ltp -noff",
                ]
            );
        SynthesisResult whole = OpenSynthesis.Parse("xcup", File.ReadAllText(work["stat.txt"]), File.ReadAllText(work["depth.txt"]));
        Assert.Equal(whole.Cells, found.Cells);
        Assert.Equal(whole.LogicDepth, found.LogicDepth);
    }

    private sealed class Heard : IProgress<string>
    {
        public List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}
