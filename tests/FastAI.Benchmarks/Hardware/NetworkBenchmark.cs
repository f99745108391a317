using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Compiler.Simulation;
using FastAI.Compiler.Streaming;
using FastAI.Model.FixedGraph;

namespace FastAI.Benchmarks.Hardware;

/// <summary>Compiles networks, synthesises them with GHDL and Yosys, and prints what they need beside the
/// estimate and the published figures.</summary>
internal static class NetworkBenchmark
{
    private const string Device = "xcup";

    /// <summary>What estimates may be off.</summary>
    private const double Allowed = .05;

    /// <summary>Figures of the best public generator for the reference network at five stages: LUT1 to LUT6, and flip-flops.</summary>
    private static readonly (long Lut, long Ff) Published = (31_100, 5_360);

    /// <summary>Prints the table; a network that is absent is named and left out.</summary>
    public static void Print(Verdicts verdicts)
    {
        string? reference = ReferenceFolder.Find("jet_mlp");
        NetworkCase[] cases =
        [
            // five additions of two operands and the usual widths take 4.2 ns a stage by the model: no slower than 220 MHz
            new("jet_mlp", reference, "jet_mlp.onnx", 220, Device, (18_500, 6_000), Published),
            new("jet_mlp", reference, "jet_mlp.onnx", 180, "versal", (29_000, 5_000), Published),
        ];
        Console.WriteLine(
            $"networks for {Device}: GHDL --synth, then Yosys synth_xilinx -family {Device} -flatten -noiopad; LUT includes shift registers and memories made of LUTs"
        );
        Console.WriteLine(
            "network         form     MHz stages    LUT   est/syn     FF   est/syn CARRY4  est/syn  target LUT, FF  LUT/published FF/published  s to compile, to synthesise"
        );
        foreach (NetworkCase network in cases)
        {
            if (network.Folder is { } folder)
                verdicts.Try($"{network.Name} {network.Device}", () => Print(network, folder, verdicts));
            else
                Console.WriteLine(
                    $"{network.Name, -16} {network.ClockMHz, 4} left out: its folder is not there (../shared/reference beside the repository holds jet_mlp)"
                );
        }
    }

    private static void Print(NetworkCase network, string folder, Verdicts verdicts)
    {
        var watch = Stopwatch.StartNew();
        HardwareDesign design = Compile(
            folder,
            network.Model,
            new HardwareOptions { ClockMHz = network.ClockMHz, Device = network.Device }
        );
        double compiled = watch.Elapsed.TotalSeconds;
        SynthesisResult found = Synthesise(design);
        double synthesised = watch.Elapsed.TotalSeconds - compiled;
        var estimate = design.Resources.Total;
        long lut = found.Lut + found.ShiftRegisters + found.LutRam;
        string name = $"{network.Name} {network.Device}";
        if (network.Target is { } most)
        {
            verdicts.AtMost(name + ": LUT", lut, most.Lut);
            verdicts.AtMost(name + ": FF", found.Ff, most.Ff);
        }
        verdicts.Near(name + ": estimate of LUT", estimate.Lut, lut, Allowed);
        verdicts.Near(name + ": estimate of FF", estimate.Ff, found.Ff, Allowed);
        verdicts.Near(name + ": estimate of CARRY4", estimate.Carry, found.Carry4, Allowed);
        string target = network.Target is { } limit
            ? Format($"{limit.Lut}, {limit.Ff}{(lut <= limit.Lut && found.Ff <= limit.Ff ? "" : " MISSED")}")
            : "";
        string published = network.Published is { } other
            ? Format($"{(double)lut / other.Lut, 14:F3} {(double)found.Ff / other.Ff, 12:F3}")
            : $"{"", 27}";
        Console.WriteLine(
            Format(
                $"{network.Name, -15} {network.Device, -7} {network.ClockMHz, 4} {design.Pipeline.Latency, 6} {lut, 6} {(double)estimate.Lut / lut, 9:F3} {found.Ff, 6} {(double)estimate.Ff / found.Ff, 9:F3} {found.Carry4, 6} {(double)estimate.Carry / Math.Max(1, found.Carry4), 8:F3} {target, 15} {published}  {compiled:F1} {synthesised:F1}"
            )
        );
    }

    /// <summary>Compiles a model with a precision file beside it.</summary>
    public static HardwareDesign Compile(
        string folder,
        string file,
        HardwareOptions options,
        string precisionFile = "precision.yaml",
        StreamOptions? stream = null
    )
    {
        PrecisionFile precision = PrecisionFile.Read(Path.Combine(folder, precisionFile));
        FloatGraph model = GraphPasses.Run(OnnxImporter.Import(OnnxModel.Load(Path.Combine(folder, file))), precision.States);
        FixedGraph graph = FixedPointCompiler.Quantize(model, new(), precision).Graph;
        return HardwareCompiler.Compile(stream is null ? graph : graph with { Stream = stream.For(graph) }, options);
    }

    /// <summary>What GHDL and Yosys make of a design.</summary>
    public static SynthesisResult Synthesise(HardwareDesign design)
    {
        Circuit circuit = design.Pipeline.Circuit;
        // the test bench, which is not synthesised, wants an event: all zeros, which every format holds
        DesignInterface ports = DesignInterface.Of(circuit);
        var zeros = new long[ports.InputCount];
        ImmutableArray<long> results = circuit.IsStream
            ? [.. new long[ports.OutputCount]]
            : [.. new CircuitInterpreter(circuit).Run(zeros)];
        using var folder = new ScratchFolder();
        foreach (
            OutputFile file in FirmwareEmitter.Emit(
                design,
                new GoldenVectors(1, [.. zeros], results) { Ticks = circuit.IsStream ? [default(StreamTick)] : [] },
                new EmissionOptions { Targets = EmissionTargets.Vhdl }
            )
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file.Path])!);
            File.WriteAllText(folder[file.Path], file.Content);
        }

        return OpenSynthesis.Run(folder.FullPath, ports, Device);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
