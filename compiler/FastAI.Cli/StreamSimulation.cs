using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Data;
using FastAI.Runtime.Streaming;

namespace FastAI.Cli;

/// <summary>Recordings of a file through the generated code of a stream design, with gaps, restarts of channels and a reset.</summary>
internal static class StreamSimulation
{
    public static List<SimulationRun> Run(CompiledModel compiled, DataFile file, long? most, bool primitives)
    {
        var ports = DesignInterface.Of(compiled.Graph);
        var streams = new RecordedStreams(compiled.Graph, file);
        int interleave = compiled.Report.Interleave;
        long bound = Math.Min(most ?? long.MaxValue, int.MaxValue / Math.Max(ports.InputCount, ports.OutputCount));
        if (most is null && streams.Channels * streams.Ticks > bound)
            throw FastAIException.Unsupported(
                $"{file.Path}: {streams.Channels * streams.Ticks} samples are too many to simulate: choose fewer by --events"
            );
        var schedule = StreamSchedule.Create(compiled.Graph, interleave, Recordings(streams), bound);
        var runs = new List<SimulationRun>();
        if (Directory.Exists(Path.Combine(compiled.Folder, "vhdl")))
            runs.Add(
                Run("VHDL in GHDL", compiled.Report.LatencyCycles, progress =>
                    GhdlSimulator.RunStream(compiled.Folder, ports, schedule.Samples, schedule.Ticks, progress)
                )
            );
        if (primitives)
            runs.Add(
                Run("AMD primitives in GHDL", compiled.Report.LatencyCycles, progress =>
                    GhdlSimulator.RunStream(compiled.Folder, ports, schedule.Samples, schedule.Ticks, progress, primitives: true)
                )
            );
        if (Directory.Exists(Path.Combine(compiled.Folder, "hls")))
            runs.Add(
                Run("HLS C++ in g++", null, progress =>
                    GppSimulator.RunStream(compiled.Folder, ports, schedule.Samples, schedule.Ticks, progress)
                )
            );
        return runs;

        SimulationRun Run(string what, int? cycles, Func<IProgress<int>, StreamSimulationResult> simulate)
        {
            int count = schedule.Ticks.Length;
            Terminal.Progress.Report($"{what}: {count} samples");
            var progress = new Progress<int>(done => Terminal.Progress.Report($"{what}: sample {done} of {count}"));
            var result = simulate(progress);
            var mismatch = StreamComparison.FirstMismatch(ports, schedule.Ticks, schedule.Results, result, cycles);
            int restarts = schedule.Ticks.Count(t => t.Restart),
                resets = schedule.Ticks.Count(t => t.Reset);
            string enter = string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {count} samples of {interleave} channels, {restarts} starts, {resets} resets"
            );
            string exact = cycles is { } c
                ? $"every bit and every cycle equal (latency {c.ToString(CultureInfo.InvariantCulture)})"
                : "every bit equal";
            return new SimulationRun(
                what,
                count,
                mismatch is null,
                mismatch is null
                    ? string.Create(CultureInfo.InvariantCulture, $"{enter}: {result.Results.Length} results, {exact}")
                    : $"{what}: DISAGREES at {mismatch.Message}"
            );
        }
    }

    private static IEnumerable<long[]> Recordings(RecordedStreams streams)
    {
        for (long channel = 0; channel < streams.Channels; channel++)
            yield return streams.Recording(channel);
    }
}
