using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Benchmarks.Hardware;

/// <summary>All that says how good the hardware is: constant matrices, then whole networks, examples and trees through open
/// synthesis.</summary>
internal static class HardwareBenchmark
{
    public const string Usage = "[matrices] [networks] [estimates] [trees] [--quick]";

    private const string Quick = "--quick";
    private const int Seeds = 3;

    /// <summary>What is asked of the geometric means at the default and at the highest effort, with the least levels and more.</summary>
    private static readonly (int? Slack, double Usual, double Highest)[] Matrices = [(null, .89, .84), (0, .88, .84), (2, .90, .85)];

    private static readonly (string Name, Action<Verdicts, bool> Measure)[] Measures =
    [
        ("matrices", MeasureMatrices),
        ("networks", (verdicts, _) => NetworkBenchmark.Print(verdicts)),
        ("estimates", (verdicts, quick) => EstimateBenchmark.Print(verdicts, [], quick)),
        ("trees", (verdicts, _) => TreeBenchmark.Print(verdicts)),
    ];

    /// <summary>Runs <c>hardware</c>; what is absent beside the repository is named and left out.</summary>
    /// <param name="args">Names of measures, none for all; <c>--quick</c> leaves out the highest effort and the largest designs.</param>
    /// <returns>0 when all figures are met.</returns>
    public static int Run(string[] args)
    {
        string[] names = [.. args.Where(a => a != Quick)];
        if (names.Except(Measures.Select(m => m.Name)).Any())
        {
            Console.Error.WriteLine("usage: hardware " + Usage);
            return 1;
        }

        var verdicts = new Verdicts();
        foreach (var (name, measure) in Measures)
            if (names.Length == 0 || names.Contains(name))
                verdicts.Try(name, () => measure(verdicts, args.Contains(Quick)));
        return verdicts.Print();
    }

    private static void MeasureMatrices(Verdicts verdicts, bool quick)
    {
        if (ReferenceFolder.Find("cmvm") is not { } folder)
        {
            Console.WriteLine("matrices left out: ../shared/reference/cmvm is not beside the repository");
            return;
        }

        // at the least effort, for the runtime to compile what the search spends its time in
        CmvmBenchmark.Run(["--effort", "0"]);
        foreach (var (slack, usual, highest) in Matrices)
        {
            string depth = slack is null ? "free depth" : $"{slack} levels above the least";
            for (int seed = 1; seed <= Seeds; seed++)
                Measure($"matrices, {depth}, seed {seed}", new() { DepthSlack = slack, Seed = (ulong)seed }, usual, 1);
            if (!quick)
                Measure($"matrices, {depth}, effort 3", new() { DepthSlack = slack, Effort = 3 }, highest, 30);
        }

        void Measure(string name, CmvmOptions options, double asked, double seconds)
        {
            Console.WriteLine(name);
            var above = new List<string>();
            var (mean, share) = CmvmBenchmark.Reference(folder, options, above);
            verdicts.AtMost($"{name}: geometric mean of the bits", mean, asked);
            verdicts.AtMost($"{name}: matrices above the table {string.Join(' ', above)}", above.Count, 0);
            verdicts.AtMost($"{name}: most of the table's seconds", share, seconds);
        }
    }
}
