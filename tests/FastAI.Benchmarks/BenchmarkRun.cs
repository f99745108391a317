using BenchmarkDotNet.Running;

namespace FastAI.Benchmarks;

/// <summary>Hands over to BenchmarkDotNet.</summary>
internal static class BenchmarkRun
{
    public static int Start(string[] options)
    {
        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkRun).Assembly).Run(options);
        return 0;
    }
}
