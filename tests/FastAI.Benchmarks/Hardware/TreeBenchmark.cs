using System.Diagnostics;
using System.Globalization;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;

namespace FastAI.Benchmarks.Hardware;

/// <summary>
/// Boosted trees through open synthesis, beside what is aimed at: 100 trees of depth 4 on 16 features of 16 bits, exact at 10 fraction bits
/// (1497 tests, 1256 of them different; <c>boosted-trees/train.py</c>), for UltraScale+ with its primitives and as plain RTL.
/// </summary>
internal static class TreeBenchmark
{
    private const double ClockMHz = 400;

    /// <summary>At most so many, and the tool made for trees on such a model: LUT with shift registers, FF, cycles.</summary>
    private static readonly (string Device, long Lut, long? Ff, int? Cycles)[] Targets =
    [
        ("xcup", 4_000, 2_600, 9),
        ("generic", 5_200, null, null),
    ];

    private static readonly (long Lut, long Ff, int Cycles) Published = (10_975, 5_638, 15);

    /// <summary>Runs <c>trees</c>.</summary>
    public static int Run()
    {
        var verdicts = new Verdicts();
        Print(verdicts);
        return verdicts.Print();
    }

    /// <summary>Prints the table.</summary>
    public static void Print(Verdicts verdicts)
    {
        Console.WriteLine(
            $"trees: 100 of depth 4, 16 features of 16 bits, exact at 10 fraction bits, {ClockMHz} MHz; the tool made for trees takes {Published.Lut} LUT, {Published.Ff} FF, {Published.Cycles} cycles"
        );
        Console.WriteLine(
            "for                 cycles at most    LUT at most  est/syn     FF at most  est/syn  LUT/published  s to compile, to synthesise"
        );
        foreach (var target in Targets)
            verdicts.Try($"trees {target.Device}", () => Print(target, verdicts));
    }

    private static void Print((string Device, long Lut, long? Ff, int? Cycles) target, Verdicts verdicts)
    {
        string name = target.Device == "generic" ? "plain RTL" : $"{target.Device}, primitives";
        if (ReferenceFolder.InRepository("tests/FastAI.Benchmarks/Hardware/boosted-trees") is not { } folder)
        {
            Console.WriteLine($"{name, -18} left out: the program does not run inside the repository");
            return;
        }
        var watch = Stopwatch.StartNew();
        HardwareDesign design = NetworkBenchmark.Compile(
            folder,
            "model.onnx",
            new HardwareOptions { ClockMHz = ClockMHz, Device = target.Device }
        );
        double compiled = watch.Elapsed.TotalSeconds;
        SynthesisResult found = NetworkBenchmark.Synthesise(design);
        long lut = found.Lut + found.ShiftRegisters + found.LutRam;
        var estimate = design.Resources.Total;
        string figure = $"trees {target.Device}";
        verdicts.AtMost(figure + ": LUT", lut, target.Lut);
        if (target.Ff is { } mostFf)
            verdicts.AtMost(figure + ": FF", found.Ff, mostFf);
        if (target.Cycles is { } mostCycles)
            verdicts.AtMost(figure + ": cycles", design.Pipeline.Latency, mostCycles);
        verdicts.Near(figure + ": estimate of LUT", estimate.Lut, lut, .1);
        verdicts.Near(figure + ": estimate of FF", estimate.Ff, found.Ff, .1);
        static string Most(long? most) => most?.ToString(CultureInfo.InvariantCulture) ?? "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -18} {design.Pipeline.Latency, 7} {Most(target.Cycles), 7} {lut, 6} {target.Lut, 7} {(double)estimate.Lut / lut, 8:F3} {found.Ff, 6} {Most(target.Ff), 7} {(double)estimate.Ff / found.Ff, 8:F3} {(double)lut / Published.Lut, 14:F3}  {compiled:F1} {watch.Elapsed.TotalSeconds - compiled:F1}"
            )
        );
    }
}
