using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Runtime.Data;

namespace FastAI.Cli;

/// <summary>Events of a file through the generated code of a parallel design.</summary>
internal static class EventSimulation
{
    public static List<SimulationRun> Run(CompiledModel compiled, DataFile file, string path, long? most, bool primitives)
    {
        var bound = EventData.Bind(file, EventInput.Of(compiled.Graph));
        ModelData.RequireEvents(bound, path);
        var emulator = Emulator.Create(compiled.Graph);
        var inputs = Collect(new EventStream(emulator, bound, 1024, most));
        int count = inputs.Length / emulator.InputCount;
        var expected = new long[count * emulator.OutputCount];
        emulator.Run(inputs, expected);

        var ports = DesignInterface.Of(compiled.Graph);
        int latency = compiled.Report.LatencyCycles;
        var runs = new List<SimulationRun>();
        if (Directory.Exists(Path.Combine(compiled.Folder, "vhdl")))
            runs.Add(Run("VHDL in GHDL", latency, progress => GhdlSimulator.Run(compiled.Folder, ports, inputs, progress)));
        if (primitives)
            runs.Add(
                Run("AMD primitives in GHDL", latency, progress =>
                    GhdlSimulator.Run(compiled.Folder, ports, inputs, progress, primitives: true)
                )
            );
        if (Directory.Exists(Path.Combine(compiled.Folder, "hls")))
            runs.Add(Run("HLS C++ in g++", null, progress => GppSimulator.Run(compiled.Folder, ports, inputs, progress)));
        return runs;

        SimulationRun Run(string what, int? cycles, Func<IProgress<int>, SimulationResult> simulate)
        {
            Terminal.Progress.Report($"{what}: {count} events");
            var progress = new Progress<int>(done => Terminal.Progress.Report($"{what}: event {done} of {count}"));
            var mismatch = SimulationComparison.FirstMismatch(ports, expected, simulate(progress), cycles);
            string exact = cycles is { } c
                ? $"every bit and every cycle equal (latency {c.ToString(CultureInfo.InvariantCulture)})"
                : "every bit equal";
            return new SimulationRun(
                what,
                count,
                mismatch is null,
                mismatch is null ? $"{what}: {count} events, {exact}" : $"{what}: DISAGREES at {mismatch.Message}"
            );
        }
    }

    private static long[] Collect(EventStream stream)
    {
        var all = new long[checked((int)stream.Count * stream.Width)];
        foreach (var block in stream.Blocks(Terminal.Progress))
            block.Mantissas.CopyTo(all.AsSpan((int)block.First * stream.Width));
        return all;
    }
}
