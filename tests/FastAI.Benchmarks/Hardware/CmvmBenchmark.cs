using System.Diagnostics;
using System.Globalization;
using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Benchmarks.Hardware;

/// <summary>
/// Solves the reference matrices and compares cost bits and processor time with the best public solver's figures. With several seeds the
/// spread of the geometric mean; with random matrices of the same families what sharing leaves of the bits without it, beside that of the
/// reference matrices, which tells whether the search is tuned to them.
/// </summary>
internal static class CmvmBenchmark
{
    private const double WarmUpSeconds = 3;
    private const double TimedSeconds = 0.2;

    /// <summary>Runs <c>cmvm [--effort N] [--depth N] [--seed N] [--seeds N] [--random N]</c>; returns 1 when the matrices are absent or
    /// the arguments wrong.</summary>
    public static int Run(string[] args)
    {
        if (SearchArguments.Parse(args) is not { } arguments)
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

        WarmUp(folder, arguments.Options);
        var means = new List<double>();
        for (int i = 0; i < arguments.Seeds; i++)
            means.Add(Reference(folder, arguments.Options with { Seed = arguments.Options.Seed + (ulong)i }).Mean);
        if (means.Count > 1)
            Print(
                $"{means.Count} seeds: geometric means of the cost ratios from {means.Min():F4} to {means.Max():F4}, on average {means.Average():F4}"
            );
        if (arguments.Matrices > 0)
            Families(folder, arguments);
        return 0;
    }

    /// <summary>The table of the reference matrices.</summary>
    /// <param name="folder">Folder of the matrices.</param>
    /// <param name="options">Effort, depth and seed.</param>
    /// <param name="above">Takes the names of matrices above the published cost.</param>
    /// <returns>The geometric mean of the cost ratios, and the largest share of the published seconds.</returns>
    public static (double Mean, double Share) Reference(string folder, CmvmOptions options, ICollection<string>? above = null)
    {
        Print($"seed {options.Seed}");
        Print($"matrix       cost  adders depth  ratio     CPU s  published s  ratio");
        double logarithms = 0,
            share = 0;
        foreach (CmvmRow row in CmvmRow.All)
        {
            (long bits, double seconds) = row.Published(options.DepthSlack);
            ConstantMatrixProblem problem = Problem(folder, row.Name);
            (ShiftAddGraph graph, double used) = Solve(problem, options);
            double ratio = (double)graph.CostBits / bits;
            logarithms += Math.Log(ratio);
            share = Math.Max(share, used / seconds);
            Print(
                $"{row.Name, -10} {graph.CostBits, 6} {graph.Adders, 7} {graph.Depth, 5}  {ratio:F4} {used, 9:F3} {seconds, 9:F2} {used / seconds, 6:F2}{(ratio > 1 ? "  ABOVE" : "")}"
            );
            if (ratio > 1)
                above?.Add(row.Name);
        }

        double mean = Math.Exp(logarithms / CmvmRow.All.Length);
        Print($"geometric mean of the cost ratios {mean:F4}; at most {share:F2} of the published seconds");
        return (mean, share);
    }

    /// <summary>What sharing leaves of the bits of sums without it: of the reference, and of random matrices of the same
    /// families.</summary>
    private static void Families(string folder, SearchArguments arguments)
    {
        Print($"matrix      bits / bits without sharing: reference, then {arguments.Matrices} random matrices of the family");
        double reference = 0,
            random = 0;
        foreach (CmvmRow row in CmvmRow.All)
        {
            double own = Share(Problem(folder, row.Name), arguments.Options);
            double[] others =
            [
                .. Enumerable.Range(1, arguments.Matrices).Select(seed => Share(Uniform(row.Random(seed)), arguments.Options)),
            ];
            reference += Math.Log(own);
            random += others.Average(Math.Log);
            Print($"{row.Name, -10} {own:F4}   {string.Join(" ", others.Select(o => o.ToString("F4", CultureInfo.InvariantCulture)))}");
        }

        double count = CmvmRow.All.Length;
        Print($"geometric mean {Math.Exp(reference / count):F4} of the reference, {Math.Exp(random / count):F4} of the random matrices");
    }

    private static double Share(ConstantMatrixProblem problem, CmvmOptions options) =>
        (double)ConstantMatrixSolver.Solve(problem, options).CostBits / DigitSum.Solve(problem).CostBits;

    /// <summary>The graph, and the processor time of one search: the mean of as many as last long enough to be timed.</summary>
    private static (ShiftAddGraph Graph, double Seconds) Solve(ConstantMatrixProblem problem, CmvmOptions options)
    {
        double start = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds,
            used = 0;
        int searches = 0;
        ShiftAddGraph? graph = null;
        for (; used < TimedSeconds; searches++)
        {
            graph = ConstantMatrixSolver.Solve(problem, options);
            used = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - start;
        }
        return (graph!, used / searches);
    }

    /// <summary>Until the compiler has optimised what the search spends its time in, which it does while that goes on.</summary>
    private static void WarmUp(string folder, CmvmOptions options)
    {
        while (Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds < WarmUpSeconds)
        {
            ConstantMatrixSolver.Solve(Problem(folder, "32x32_b8"), options with { Effort = Math.Min(1, options.Effort) });
            ConstantMatrixSolver.Solve(Problem(folder, "16x16_b8"), options with { Effort = Math.Min(1, options.Effort) });
        }
    }

    private static ConstantMatrixProblem Problem(string folder, string name) =>
        Uniform(MatrixText.Read(Path.Combine(folder, $"m_{name}.txt")));

    private static ConstantMatrixProblem Uniform(long[,] weights) => ConstantMatrixProblem.Uniform(weights, -128, 127);

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
