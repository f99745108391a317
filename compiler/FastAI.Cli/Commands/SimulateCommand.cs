using System.CommandLine;
using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Data;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai simulate</c>: the generated VHDL in GHDL and the HLS C++ in g++, against the emulator, bit by bit and cycle by cycle.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var data = Shared.Data();
        var events = Shared.Events();
        var primitives = new Option<bool>("--primitives") { Description = "run the VHDL made of AMD primitives too, LUT by LUT: slow, so choose --events" };
        var json = Shared.Json();
        var command = new Command("simulate", "Run the generated VHDL in GHDL and the HLS C++ in g++ against the emulator.") { folder, data, events, primitives, json };
        command.SetAction(parsed =>
        {
            var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
            string path = parsed.GetValue(data)!;
            using var file = DataFile.Open(path);
            var bound = EventData.Bind(file, EventInput.Of(compiled.Graph));
            ModelData.RequireEvents(bound, path);
            var emulator = Emulator.Create(compiled.Graph);
            var inputs = Collect(new EventStream(emulator, bound, 1024, parsed.GetValue(events)));
            int count = inputs.Length / emulator.InputCount;
            var expected = new long[count * emulator.OutputCount];
            emulator.Run(inputs, expected);

            var ports = DesignInterface.Of(compiled.Graph);
            int latency = compiled.Report.LatencyCycles;
            var runs = new List<SimulationRun>();
            if (Directory.Exists(Path.Combine(compiled.Folder, "vhdl")))
                runs.Add(Run("VHDL in GHDL", latency, progress => GhdlSimulator.Run(compiled.Folder, ports, inputs, progress)));
            if (parsed.GetValue(primitives))
            {
                if (!GhdlSimulator.HasPrimitives(compiled.Folder, ports))
                    throw FastAIException.BadInput($"{compiled.Folder}: --primitives: the design has no sum of three operands, so that there is no other form; compile for --device xcup at a slower clock");
                runs.Add(Run("AMD primitives in GHDL", latency, progress => GhdlSimulator.Run(compiled.Folder, ports, inputs, progress, primitives: true)));
            }
            if (Directory.Exists(Path.Combine(compiled.Folder, "hls")))
                runs.Add(Run("HLS C++ in g++", null, progress => GppSimulator.Run(compiled.Folder, ports, inputs, progress)));
            if (runs.Count == 0) throw FastAIException.BadInput($"{compiled.Folder}: holds neither vhdl nor hls; compile with --emit vhdl,hls");
            Terminal.ClearProgress();
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                foreach (var run in runs) Console.Out.WriteLine(run.Line);
            JsonOutput.Write(target, runs);
            return (int)(runs.All(r => r.Agrees) ? ExitCode.Done : ExitCode.Disagreement);

            SimulationRun Run(string what, int? cycles, Func<IProgress<int>, SimulationResult> simulate)
            {
                Terminal.Progress.Report($"{what}: {count} events");
                var progress = new Progress<int>(done => Terminal.Progress.Report($"{what}: event {done} of {count}"));
                var mismatch = SimulationComparison.FirstMismatch(ports, expected, simulate(progress), cycles);
                string exact = cycles is { } c ? $"every bit and every cycle equal (latency {c.ToString(CultureInfo.InvariantCulture)})" : "every bit equal";
                return new SimulationRun(what, count, mismatch is null, mismatch is null ? $"{what}: {count} events, {exact}" : $"{what}: DISAGREES at {mismatch.Message}");
            }
        });
        return command;
    }

    private static long[] Collect(EventStream stream)
    {
        var all = new long[checked((int)stream.Count * stream.Width)];
        foreach (var block in stream.Blocks(Terminal.Progress)) block.Mantissas.CopyTo(all.AsSpan((int)block.First * stream.Width));
        return all;
    }
}
