using System.CommandLine;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Data;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai simulate</c>: the generated VHDL in GHDL and the HLS C++ in g++, against the emulator,
/// bit by bit and cycle by cycle.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var data = Shared.Data();
        var events = Shared.Events();
        var primitives = new Option<bool>("--primitives")
        {
            Description = "run the VHDL made of AMD primitives too, LUT by LUT: slow, so choose --events",
        };
        var json = Shared.Json();
        var command = new Command("simulate", "Run the generated VHDL in GHDL and the HLS C++ in g++ against the emulator.")
        {
            folder,
            data,
            events,
            primitives,
            json,
        };
        command.SetAction(parsed =>
        {
            var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
            string path = parsed.GetValue(data)!;
            using var file = DataFile.Open(path);
            bool lutByLut = parsed.GetValue(primitives);
            if (lutByLut && !GhdlSimulator.HasPrimitives(compiled.Folder, DesignInterface.Of(compiled.Graph)))
                throw FastAIException.BadInput(
                    $"{compiled.Folder}: --primitives: the design has no sum of three operands, so that there is no other form; compile for --device xcup at a slower clock"
                );
            var runs = compiled.Graph.Stream is null
                ? EventSimulation.Run(compiled, file, path, parsed.GetValue(events), lutByLut)
                : StreamSimulation.Run(compiled, file, parsed.GetValue(events), lutByLut);
            if (runs.Count == 0)
                throw FastAIException.BadInput($"{compiled.Folder}: holds neither vhdl nor hls; compile with --emit vhdl,hls");
            Terminal.ClearProgress();
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                foreach (var run in runs)
                    Console.Out.WriteLine(run.Line);
            JsonOutput.Write(target, runs);
            return (int)(runs.All(r => r.Agrees) ? ExitCode.Done : ExitCode.Disagreement);
        });
        return command;
    }
}
