using BenchmarkDotNet.Attributes;
using FastAI.Emulation;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Batches of 64-bit mantissas through the emulator; one operation is one event.</summary>
public class EmulatorBenchmarks
{
    private Emulator emulator = null!;
    private long[] inputs = [];
    private long[] outputs = [];

    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    public static IEnumerable<string> Models => ReferenceModels.All.Select(g => g.Name);

    [Params(1, 64, 1024, 65536)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var graph = ReferenceModels.All.First(g => g.Name == Model);
        emulator = Emulator.Create(graph);
        var random = new Random(5);
        inputs = new long[Batch * graph.InputCount];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = random.Next(-128, 128);
        outputs = new long[Batch * graph.OutputCount];
    }

    [Benchmark]
    public void Run() => emulator.Run(inputs, outputs);
}
