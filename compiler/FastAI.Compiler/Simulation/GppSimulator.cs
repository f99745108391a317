using System.Collections.Immutable;
using FastAI.Compiler.Emission;
using FastAI.Model;

namespace FastAI.Compiler.Simulation;

/// <summary>Compiles the generated C++ with g++ and the stand-in for the vendor's headers, and runs it.</summary>
public static class GppSimulator
{
    /// <summary>
    /// From here on optimised code pays: a network of 9,000 words takes 2 s to compile without optimisation and 15 s with, and runs 10,000
    /// events/s without.
    /// </summary>
    private const int EventsWorthOptimising = 150_000;

    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="events">Event by event all input mantissas in model order, row-major.</param>
    /// <param name="progress">Told the number of results so far.</param>
    /// <param name="cancellation">Ends the compiler or the program.</param>
    /// <exception cref="FastAIException">g++ is missing or refuses the files.</exception>
    public static SimulationResult Run(
        string outFolder,
        DesignInterface ports,
        ReadOnlySpan<long> events,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var folder = new ScratchFolder();
        Run(folder, outFolder, ports, VectorText.Write(ports.Inputs, events), events.Length / ports.InputCount, progress, cancellation);
        var outputs = ImmutableArray.CreateBuilder<long>();
        var mantissas = new long[ports.OutputCount];
        int line = 0;
        foreach (string text in File.ReadLines(folder["outputs.hex"]))
        {
            VectorText.Read(ports.Outputs, text, mantissas, $"result {line++}");
            outputs.AddRange(mantissas);
        }
        return new SimulationResult(outputs.ToImmutable(), [], []);
    }

    /// <summary>Runs a stream design.</summary>
    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="samples">Sample by sample all input mantissas in model order, row-major.</param>
    /// <param name="ticks">How they enter.</param>
    /// <inheritdoc cref="Run"/>
    public static StreamSimulationResult RunStream(
        string outFolder,
        DesignInterface ports,
        ReadOnlySpan<long> samples,
        ImmutableArray<StreamTick> ticks,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var folder = new ScratchFolder();
        Run(folder, outFolder, ports, VectorText.WriteSamples(ports.Inputs, samples, ticks), ticks.Length, progress, cancellation);
        var results = ImmutableArray.CreateBuilder<StreamSimulationOutput>();
        var mantissas = new long[ports.OutputCount];
        int sample = 0;
        foreach (string text in File.ReadLines(folder["outputs.hex"]))
        {
            if (text[0] == '1')
            {
                VectorText.Read(ports.Outputs, text.AsSpan(2), mantissas, $"result {sample}");
                results.Add(new StreamSimulationOutput(sample, ticks[sample].Channel, [.. mantissas]));
            }
            sample++;
        }
        return new StreamSimulationResult(results.ToImmutable(), [], []);
    }

    private static void Run(
        ScratchFolder folder,
        string outFolder,
        DesignInterface ports,
        string inputs,
        int events,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        ExternalTool compiler = ExternalTool.Require("compile the HLS C++", "g++", "g++");
        string[] sources = [Source(outFolder, $"hls/{ports.Name}.cpp"), Source(outFolder, "testbench/main.cpp")];
        File.WriteAllText(folder["inputs.hex"], inputs);
        string effort = events < EventsWorthOptimising ? "-O0" : "-O1";
        string program = folder["simulation"],
            results = folder["outputs.hex"];
        compiler.Run(
            folder.FullPath,
            ["-std=c++14", effort, "-w", "-DFASTAI_AP", "-I", Path.GetFullPath(Path.Combine(outFolder, "hls")), .. sources, "-o", program],
            cancellation: cancellation
        );
        int lineLength = (ports.OutputBits + 3) / 4 + 1;
        ExternalTool
            .At(program)
            .Run(
                folder.FullPath,
                ["inputs.hex", "-o", "outputs.hex"],
                () => progress?.Report((int)(new FileInfo(results) is { Exists: true } file ? file.Length / lineLength : 0)),
                cancellation
            );
    }

    private static string Source(string outFolder, string relative)
    {
        string path = Path.GetFullPath(Path.Combine(outFolder, relative));
        return File.Exists(path)
            ? path
            : throw FastAIException.BadInput($"{outFolder}: has no {relative}; compile the model with --emit hls");
    }
}
