using BenchmarkDotNet.Attributes;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Batches of 64-bit mantissas through the emulator; one operation is one event.</summary>
public class EmulatorBenchmarks
{
    private Emulator emulator = null!;
    private long[] inputs = [];
    private long[] outputs = [];

    [Params("mlp", "calorimeter", "image", "elementwise", "tables")]
    public string Model { get; set; } = "";

    [Params(1, 64, 1024, 65536)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        FixedGraph graph = Model switch
        {
            "mlp" => ReferenceModels.Mlp(),
            "calorimeter" => ReferenceModels.Calorimeter(),
            "image" => ReferenceModels.Image(),
            "elementwise" => ReferenceModels.Elementwise(),
            _ => ReferenceModels.Tables(),
        };
        emulator = Emulator.Create(graph);
        var random = new Random(5);
        inputs = [.. Enumerable.Range(0, Batch * graph.InputCount).Select(_ => (long)random.Next(-128, 128))];
        outputs = new long[Batch * graph.OutputCount];
    }

    [Benchmark]
    public void Run() => emulator.Run(inputs, outputs);
}
