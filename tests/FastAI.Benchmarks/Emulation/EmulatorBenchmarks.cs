using BenchmarkDotNet.Attributes;
using FastAI.Emulation;

namespace FastAI.Benchmarks.Emulation;

/// <summary>
/// Batches of mantissas through the emulator, and of values through ONNX Runtime on one thread where the model has a twin in float; one
/// operation is one batch.
/// </summary>
[Config(typeof(EmulatorConfig))]
public class EmulatorBenchmarks
{
    private EmulatorCall call = null!;
    private FloatRun? reference;
    private FloatCall? values;

    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    public static IEnumerable<string> Models => ReferenceModels.All.Select(g => g.Name);

    [Params(1, 64, 1024, 65536)]
    public int Batch { get; set; }

    [GlobalSetup(Target = nameof(Mantissas))]
    public void Plan() => call = new EmulatorCall(Emulator.Create(ReferenceModels.All.First(g => g.Name == Model)), Batch);

    [GlobalSetup(Target = nameof(Float))]
    public void Open()
    {
        reference = FloatRun.Open(Model) ?? throw new InvalidOperationException($"'{Model}' has no twin, or ONNX Runtime is not there");
        values = reference.Call(Batch);
    }

    [GlobalCleanup(Target = nameof(Float))]
    public void Close()
    {
        values?.Dispose();
        reference?.Dispose();
    }

    [Benchmark(Description = "emulator")]
    public void Mantissas() => call.Run(threads: 1);

    [Benchmark(Description = "ONNX Runtime", Baseline = true)]
    public void Float() => values!.Run();
}
