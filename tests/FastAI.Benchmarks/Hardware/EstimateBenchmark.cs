using System.Diagnostics;
using System.Globalization;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;

namespace FastAI.Benchmarks.Hardware;

/// <summary>The estimate of every example beside open synthesis, and what of it is more than a tenth off.</summary>
internal static class EstimateBenchmark
{
    private const double Allowed = .1;

    /// <summary>Of fewer pieces a tenth is no whole one that could be seen.</summary>
    private const long Least = 10;

    /// <summary>Runs <c>estimates</c>.</summary>
    /// <param name="args">Words of which a case has to contain one; none for all.</param>
    public static int Run(string[] args)
    {
        var verdicts = new Verdicts();
        Print(verdicts, args, quick: false);
        return verdicts.Print();
    }

    /// <summary>Prints the table.</summary>
    /// <param name="verdicts">Takes what is found.</param>
    /// <param name="only">Words of which a case has to contain one; none for all.</param>
    /// <param name="quick">Without designs that take long.</param>
    public static void Print(Verdicts verdicts, string[] only, bool quick)
    {
        Console.WriteLine(
            $"estimates of the examples: estimate / synthesis = ratio, '!' outside {1 - Allowed:P0} to {1 + Allowed:P0}; LUT with shift registers (SRL) and memories made of LUTs"
        );
        foreach (EstimateCase example in EstimateCase.All)
        {
            string name = Format($"{example.Name} {example.Hardware.Device} {example.Hardware.ClockMHz} MHz");
            if (only.Length > 0 && !only.Any(name.Contains) || quick && example.IsLong)
                continue;
            if (ReferenceFolder.Example(example.Example) is { } folder)
                verdicts.Try(name, () => Print(name, folder, example, verdicts));
            else
                Console.WriteLine($"{name}: left out, the program does not run inside the repository");
        }
    }

    private static void Print(string name, string folder, EstimateCase example, Verdicts verdicts)
    {
        var watch = Stopwatch.StartNew();
        HardwareDesign design = NetworkBenchmark.Compile(folder, example.Model, example.Hardware, example.Precision, example.Stream);
        double compiled = watch.Elapsed.TotalSeconds;
        SynthesisResult found = NetworkBenchmark.Synthesise(design);
        var estimate = design.Resources.Total;
        string Figure(string label, long estimated, long synthesised)
        {
            bool off = Math.Max(estimated, synthesised) >= Least && !verdicts.Near($"{name}: {label}", estimated, synthesised, Allowed);
            string ratio = synthesised == 0 ? "" : Format($" = {(double)estimated / synthesised:F3}");
            return Format($"  {label} {estimated} / {synthesised}{ratio}{(off ? " !" : "")}");
        }
        Console.WriteLine(
            Format($"{name, -52} {design.Pipeline.Latency, 3} cycles")
                + Figure("LUT", estimate.Lut, found.Lut + found.ShiftRegisters + found.LutRam)
                + Format($" (SRL {estimate.Srl} / {found.ShiftRegisters})")
                + Figure("FF", estimate.Ff, found.Ff)
                + Figure("CARRY4", estimate.Carry, found.Carry4)
                + Figure("DSP", estimate.Dsp, found.Dsp)
                + Figure("BRAM", estimate.Bram, found.Bram)
                + Format($"  {compiled:F0} s to compile, {watch.Elapsed.TotalSeconds - compiled:F0} s to synthesise")
        );
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
