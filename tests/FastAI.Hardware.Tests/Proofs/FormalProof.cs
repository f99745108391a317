using System.Text;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>
/// Proves emitted VHDL equal to integer expressions for every input: GHDL's synthesis reads the design, and Yosys's SAT solver looks for
/// inputs and register contents for which the output, as many edges later as the design states, is another integer or not valid in time.
/// </summary>
/// <remarks>
/// The design has no feedback: after latency + 1 edges its registers depend on the inputs of these edges alone. A bounded run of one step
/// more from any contents of the registers is therefore a proof for all time, and it covers the alignment of the pipeline too.
/// </remarks>
internal static class FormalProof
{
    /// <param name="pipeline">The design.</param>
    /// <param name="bits">Width of the signed arithmetic of the expressions: enough for every intermediate result.</param>
    /// <param name="expressions">One for each output element, in Verilog, of the input elements x0, x1, ...</param>
    /// <param name="latency">Edges after which the result is expected; the design's own when left out.</param>
    /// <param name="primitives">Whether the architecture of AMD primitives is proved, with what the primitives compute.</param>
    /// <returns>Whether no input tells them apart; false when the solver has found one that does.</returns>
    public static bool Holds(
        PipelinedCircuit pipeline,
        int bits,
        IReadOnlyList<string> expressions,
        int? latency = null,
        bool primitives = false
    )
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
        Assert.Equal(ports.OutputCount, expressions.Count);
        long[] inputs = new long[ports.InputCount];
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(
                pipeline,
                inputs,
                RandomCircuits.Outputs(pipeline.Circuit, inputs),
                new EmissionOptions { Targets = EmissionTargets.Vhdl }
            )
        );
        File.WriteAllText(
            folder["design.v"],
            OpenSynthesis.Netlist(
                ExternalTool.Require("test", "ghdl-mcode", "ghdl-mcode"),
                folder.FullPath,
                folder.FullPath,
                ports,
                "verilog",
                primitives
            )
        );
        if (primitives)
            Assert.True(GhdlSimulator.HasPrimitives(folder.FullPath, ports), "the design has no sum of three operands");
        File.WriteAllText(folder["primitives.v"], VerilogPrimitives.Text);
        File.WriteAllText(folder["miter.v"], Miter(ports, latency ?? pipeline.Latency, bits, expressions));
        int steps = pipeline.Latency + 2;
        string said = ExternalTool
            .Require("test", "yosys", "yosys")
            .Run(
                folder.FullPath,
                [
                    "-p",
                    $"read_verilog design.v primitives.v miter.v; prep -flatten -top miter; memory_map; opt; sat -seq {steps} -prove-skip {steps - 1} -prove equal 1 miter",
                ]
            );
        bool proved = said.Contains("no model found: SUCCESS!"),
            refuted = said.Contains("model found: FAIL!");
        Assert.True(proved != refuted, "yosys neither proves nor refutes: " + said[^Math.Min(said.Length, 1000)..]);
        return proved;
    }

    private static string Miter(DesignInterface ports, int latency, int bits, IReadOnlyList<string> expressions)
    {
        var text = new StringBuilder();
        text.AppendLine($"module miter(input clk, input in_valid, input [{ports.InputBits - 1}:0] in_data, output equal);");
        text.AppendLine($"  wire out_valid; wire [{ports.OutputBits - 1}:0] out_data;");
        text.AppendLine(
            $"  {ports.Name} design(.clk(clk), .rst(1'b0), .in_valid(in_valid), .in_data(in_data), .out_valid(out_valid), .out_data(out_data));"
        );
        for (int rank = 0; rank <= latency; rank++)
        {
            string from = rank == 0 ? "{in_valid, in_data}" : $"r{rank - 1}";
            text.AppendLine($"  reg [{ports.InputBits}:0] r{rank}; always @(posedge clk) r{rank} <= {from};");
        }
        Elements(text, ports.Inputs, 'x', $"r{latency}", bits);
        Elements(text, ports.Outputs, 'y', "out_data", bits);
        for (int i = 0; i < expressions.Count; i++)
            text.AppendLine($"  wire signed [{bits - 1}:0] e{i} = {expressions[i]};");
        text.AppendLine(
            $"  assign equal = out_valid == r{latency}[{ports.InputBits}]{string.Concat(expressions.Select((_, i) => $" && y{i} == e{i}"))};"
        );
        text.AppendLine("endmodule");
        return text.ToString();
    }

    /// <summary>The elements of a port as integers.</summary>
    private static void Elements(StringBuilder text, IEnumerable<PortTensor> tensors, char letter, string from, int bits)
    {
        int element = 0;
        foreach (PortTensor tensor in tensors)
        {
            int low = tensor.Offset;
            for (int i = 0; i < tensor.Count; i++)
            {
                int width = tensor.Formats[i].Width;
                string slice = $"{from}[{low + width - 1}:{low}]";
                text.AppendLine(
                    $"  wire signed [{bits - 1}:0] {letter}{element++} = $signed({(tensor.Formats[i].Signed ? slice : $"{{1'b0, {slice}}}")});"
                );
                low += width;
            }
        }
    }
}
