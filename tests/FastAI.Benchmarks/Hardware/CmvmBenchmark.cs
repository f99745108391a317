using System.Diagnostics;
using System.Globalization;
using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Benchmarks.Hardware;

/// <summary>Solves the reference matrices and compares cost bits and processor time with the best public solver's figures.</summary>
internal static class CmvmBenchmark
{
    // cost bits and seconds with free depth, at the least depth, and at most two levels above it
    private static readonly (string Name, (long Bits, double Seconds) Free, (long Bits, double Seconds) Least, (long Bits, double Seconds) Two)[] Published =
    [
        ("16x16_b4", (2101, .03), (2221, .01), (2101, .01)),
        ("16x16_b6", (3164, .05), (3338, .02), (3164, .04)),
        ("16x16_b8", (4219, .12), (4469, .05), (4219, .06)),
        ("16x64_b6", (11000, .58), (11803, .14), (11314, .22)),
        ("32x32_b4", (7923, .30), (8297, .10), (8011, .11)),
        ("32x32_b6", (11743, .54), (12454, .12), (11957, .21)),
        ("32x32_b8", (15492, .66), (16304, .18), (15492, .36)),
        ("64x32_b6", (22757, 1.8), (23751, .47), (22757, .90)),
        ("64x64_b4", (29334, 2.8), (30673, .71), (29531, 1.8)),
        ("64x64_b6", (43560, 5.9), (45441, 1.5), (43560, 2.9)),
        ("64x64_b8", (57897, 9.9), (60103, 2.6), (58067, 5.2)),
    ];

    /// <summary>Runs <c>cmvm [--effort N] [--depth N] [--seed N]</c>; returns 1 when the matrices are absent or the arguments wrong.</summary>
    public static int Run(string[] args)
    {
        if (SearchArguments.Parse(args) is not { } options)
        {
            Console.Error.WriteLine("usage: cmvm " + SearchArguments.Usage);
            return 1;
        }

        string? folder = ReferenceFolder.Find("cmvm");
        if (folder == null)
        {
            Console.Error.WriteLine("cmvm: ../shared/reference/cmvm is not beside the repository, so there is nothing to compare with");
            return 1;
        }

        WarmUp(folder, options);
        Console.WriteLine("matrix       cost  adders depth  ratio     CPU s  published s");
        double logarithms = 0;
        foreach (var row in Published)
        {
            (long bits, double seconds) = options.DepthSlack switch { null => row.Free, 0 => row.Least, _ => row.Two };
            TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
            ShiftAddGraph graph = ConstantMatrixSolver.Solve(Problem(folder, row.Name), options);
            double used = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
            double ratio = (double)graph.CostBits / bits;
            logarithms += Math.Log(ratio);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-10} {graph.CostBits,6} {graph.Adders,7} {graph.Depth,5}  {ratio:F4} {used,9:F3} {seconds,9:F2}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean of the cost ratios {Math.Exp(logarithms / Published.Length):F4}"));
        return 0;
    }

    private static void WarmUp(string folder, CmvmOptions options)
    {
        for (int i = 0; i < 8; i++)
        {
            ConstantMatrixSolver.Solve(Problem(folder, "16x16_b8"), options with { Effort = Math.Min(1, options.Effort) });
        }
    }

    private static ConstantMatrixProblem Problem(string folder, string name)
        => ConstantMatrixProblem.Uniform(MatrixText.Read(Path.Combine(folder, $"m_{name}.txt")), -128, 127);
}
