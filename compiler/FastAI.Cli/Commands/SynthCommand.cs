using System.CommandLine;
using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Model.Build;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai synth</c>: open synthesis of the generated VHDL beside the compiler's estimate.</summary>
internal static class SynthCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var family = new Option<string>("--family") { Description = "family of Yosys's synth_xilinx", DefaultValueFactory = _ => "xcup" };
        var json = Shared.Json();
        var command = new Command("synth", "Synthesise the VHDL with GHDL and Yosys; print the result beside the estimate.")
        {
            folder,
            family,
            json,
        };
        command.SetAction(parsed =>
        {
            var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
            var estimate = compiled.Report.Resources;
            var result = OpenSynthesis.Run(
                compiled.Folder,
                DesignInterface.Of(compiled.Graph),
                parsed.GetValue(family)!,
                Terminal.Progress
            );
            Terminal.ClearProgress();
            SynthesisFigure[] figures =
            [
                new("LUT", estimate.Lut, result.Lut + result.ShiftRegisters + result.LutRam),
                new("of it SRL", estimate.Srl, result.ShiftRegisters),
                new("FF", estimate.Ff, result.Ff),
                new("CARRY4", estimate.Carry, result.Carry4),
                new("DSP", estimate.Dsp, result.Dsp),
                new("BRAM", estimate.Bram, result.Bram),
                new("depth", null, result.LogicDepth),
            ];
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                Print(compiled.Report.Entity, parsed.GetValue(family)!, figures);
            JsonOutput.Write(target, figures);
        });
        return command;
    }

    private static void Print(string entity, string family, IEnumerable<SynthesisFigure> figures)
    {
        Console.Out.WriteLine($"{entity}: GHDL --synth, then Yosys synth_xilinx -family {family} -flatten -noiopad");
        Console.Out.WriteLine($"  {"", -10}{"estimate", 10}{"synthesis", 12}{"estimate/synthesis", 20}");
        foreach (var f in figures)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {f.Name, -10}{f.Estimate?.ToString(CultureInfo.InvariantCulture) ?? "", 10}{f.Synthesis, 12}{(f.Ratio is { } r ? r.ToString("F3", CultureInfo.InvariantCulture) : ""), 20}"
                )
            );
    }
}
