using FastAI.Compiler.Hardware;

namespace FastAI.Benchmarks.Hardware;

/// <summary>All that says how good the hardware is: constant matrices, then whole networks through open synthesis.</summary>
internal static class HardwareBenchmark
{
    /// <summary>Runs <c>hardware</c> with the options of <c>cmvm</c>; what is absent beside the repository is named and left out.</summary>
    public static int Run(string[] args)
    {
        if (SearchArguments.Parse(args) is not { Options: { } search })
        {
            Console.Error.WriteLine("usage: hardware " + SearchArguments.Usage);
            return 1;
        }

        int matrices = CmvmBenchmark.Run(args);
        var options = new HardwareOptions { Effort = search.Effort, Seed = search.Seed };
        if (search.DepthSlack is { } depth)
            options = options with { DepthSlack = depth };
        NetworkBenchmark.Print(options);
        EstimateBenchmark.Print(options, []);
        TreeBenchmark.Print(options);
        return matrices;
    }
}
