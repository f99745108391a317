using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Model;

namespace FastAI.Compiler.Simulation;

/// <summary>
/// Runs the generated VHDL in GHDL. Every word has its proved interval as its VHDL range, so that a run also checks each proof that it
/// reaches.
/// </summary>
public static class GhdlSimulator
{
    private static readonly string[] Dialect = ["--std=08"];

    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="events">Event by event all input mantissas in model order, row-major.</param>
    /// <param name="progress">Told the number of results so far.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <param name="primitives">Whether the architecture of AMD primitives is run, with models of these, LUT by LUT: about a hundred times
    /// slower.</param>
    /// <exception cref="FastAIException">GHDL is missing, refuses the files, or stops at a range that does not hold.</exception>
    public static SimulationResult Run(
        string outFolder,
        DesignInterface ports,
        ReadOnlySpan<long> events,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default,
        bool primitives = false
    )
    {
        return RunSources(Sources(outFolder, ports, primitives), ports, events, progress, cancellation);
    }

    /// <summary>Runs a stream design.</summary>
    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="samples">Sample by sample all input mantissas in model order, row-major.</param>
    /// <param name="ticks">How they enter; gaps are strewn in between.</param>
    /// <inheritdoc cref="Run"/>
    public static StreamSimulationResult RunStream(
        string outFolder,
        DesignInterface ports,
        ReadOnlySpan<long> samples,
        ImmutableArray<StreamTick> ticks,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default,
        bool primitives = false
    ) => RunStreamSources(Sources(outFolder, ports, primitives), ports, samples, ticks, progress, cancellation);

    /// <summary>Runs given files: the support package, the design and its streaming test bench in order of analysis.</summary>
    /// <inheritdoc cref="RunStream"/>
    public static StreamSimulationResult RunStreamSources(
        IEnumerable<string> sources,
        DesignInterface ports,
        ReadOnlySpan<long> samples,
        ImmutableArray<StreamTick> ticks,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var folder = new ScratchFolder();
        Run(folder, sources, ports, VectorText.WriteSamples(ports.Inputs, samples, ticks), progress, cancellation);
        return ReadStream(folder["outputs.txt"], ports);
    }

    private static IEnumerable<string> Sources(string outFolder, DesignInterface ports, bool primitives)
    {
        string name = ports.Name;
        // the architecture that is analysed last is the one that counts
        string[] second = primitives ? ["testbench/fastai_primitives.vhd", "vhdl/fastai_sum3.vhd", $"vhdl/{name}_xilinx.vhd"] : [];
        string[] files =
        [
            "vhdl/fastai_support.vhd",
            $"vhdl/{name}_pkg.vhd",
            $"vhdl/{name}.vhd",
            .. second,
            $"testbench/{name}_stream_tb.vhd",
        ];
        return files.Select(f => Source(outFolder, f));
    }

    /// <summary>Whether the folder holds the design made of AMD primitives too.</summary>
    public static bool HasPrimitives(string outFolder, DesignInterface ports) =>
        File.Exists(Path.Combine(outFolder, "vhdl", ports.Name + "_xilinx.vhd"));

    /// <summary>Runs given files: the support package, the design and its streaming test bench in order of analysis.</summary>
    /// <inheritdoc cref="Run"/>
    public static SimulationResult RunSources(
        IEnumerable<string> sources,
        DesignInterface ports,
        ReadOnlySpan<long> events,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var folder = new ScratchFolder();
        Run(folder, sources, ports, VectorText.Write(ports.Inputs, events), progress, cancellation);
        return Read(folder["outputs.txt"], ports);
    }

    private static void Run(
        ScratchFolder folder,
        IEnumerable<string> sources,
        DesignInterface ports,
        string inputs,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        ExternalTool ghdl = ExternalTool.Require("simulate VHDL", "ghdl-mcode", "ghdl-mcode", "ghdl");
        File.WriteAllText(folder["inputs.hex"], inputs);
        string bench = ports.Name + "_stream_tb";
        ghdl.Run(folder.FullPath, ["-a", .. Dialect, .. sources], cancellation: cancellation);
        int lineLength = (ports.OutputBits + 3) / 4 + 18;
        ghdl.Run(
            folder.FullPath,
            ["--elab-run", .. Dialect, bench, "--ieee-asserts=disable"],
            () => progress?.Report((int)(new FileInfo(folder["outputs.txt"]) is { Exists: true } file ? file.Length / lineLength : 0)),
            cancellation
        );
    }

    private static string Source(string outFolder, string relative)
    {
        string path = Path.GetFullPath(Path.Combine(outFolder, relative));
        return File.Exists(path)
            ? path
            : throw FastAIException.BadInput($"{outFolder}: has no {relative}; compile the model with --emit vhdl");
    }

    private static SimulationResult Read(string path, DesignInterface ports)
    {
        var taken = ImmutableArray.CreateBuilder<int>();
        var valid = ImmutableArray.CreateBuilder<int>();
        var outputs = ImmutableArray.CreateBuilder<long>();
        var mantissas = new long[ports.OutputCount];
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split(' ');
            int cycle = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (parts[0] == "i")
            {
                taken.Add(cycle);
                continue;
            }
            VectorText.Read(ports.Outputs, parts[2], mantissas, $"out_data of cycle {cycle}");
            outputs.AddRange(mantissas);
            valid.Add(cycle);
        }
        return new SimulationResult(outputs.ToImmutable(), taken.ToImmutable(), valid.ToImmutable());
    }

    private static StreamSimulationResult ReadStream(string path, DesignInterface ports)
    {
        var taken = ImmutableArray.CreateBuilder<int>();
        var resets = ImmutableArray.CreateBuilder<int>();
        var results = ImmutableArray.CreateBuilder<StreamSimulationOutput>();
        var mantissas = new long[ports.OutputCount];
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split(' ');
            int cycle = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (parts[0] == "i")
                taken.Add(cycle);
            else if (parts[0] == "r")
                resets.Add(cycle);
            else
            {
                VectorText.Read(ports.Outputs, parts[3], mantissas, $"out_data of cycle {cycle}");
                results.Add(new StreamSimulationOutput(cycle, int.Parse(parts[2], CultureInfo.InvariantCulture), [.. mantissas]));
            }
        }
        return new StreamSimulationResult(results.ToImmutable(), taken.ToImmutable(), resets.ToImmutable());
    }
}
