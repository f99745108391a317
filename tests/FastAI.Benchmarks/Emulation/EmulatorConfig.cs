using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace FastAI.Benchmarks.Emulation;

/// <summary>
/// Speed, GMAC/s and share of the machine's limit beside BenchmarkDotNet's own columns; ONNX Runtime for models that have a twin.
/// </summary>
public sealed class EmulatorConfig : ManualConfig
{
    public EmulatorConfig()
    {
        // In this process: a project for each run would build the compiler again.
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        AddFilter(
            new SimpleFilter(b =>
                b.Descriptor.WorkloadMethod.Name != nameof(EmulatorBenchmarks.Float)
                || FloatTwins.For((string)b.Parameters[nameof(EmulatorBenchmarks.Model)]) is not null
            )
        );
        foreach (var figure in Enum.GetValues<SpeedFigure>())
            AddColumn(new SpeedColumn(figure));
    }
}
