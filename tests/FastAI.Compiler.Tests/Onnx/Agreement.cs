using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Runtime.Reference;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Compares the imported graph, before and after the passes, with ONNX Runtime on random events.</summary>
internal static class Agreement
{
    public static void Check(
        OnnxBuilder builder,
        int seed,
        double low = -2,
        double high = 2,
        double tolerance = 2e-5,
        bool integers = false,
        double grid = 0,
        double missing = 0
    ) => Check(builder.ToBytes(), seed, low, high, tolerance, integers, grid, missing);

    public static void Check(
        byte[] bytes,
        int seed,
        double low = -2,
        double high = 2,
        double tolerance = 2e-5,
        bool integers = false,
        double grid = 0,
        double missing = 0
    ) => Check(bytes, bytes, seed, low, high, tolerance, integers, grid, missing);

    /// <summary>Compares with another model of the same meaning, where ONNX Runtime does not have an operator's variant; that share of the elements
    /// is missing (NaN).</summary>
    public static void Check(
        byte[] bytes,
        byte[] runtime,
        int seed,
        double low = -2,
        double high = 2,
        double tolerance = 2e-5,
        bool integers = false,
        double grid = 0,
        double missing = 0
    )
    {
        const int events = 3;
        var model = OnnxModel.Parse(bytes, "test.onnx");
        var graph = OnnxImporter.Import(model);
        var random = new Random(seed);
        var inputs = graph
            .Inputs.Select(input =>
                Enumerable
                    .Range(0, events * graph.Nodes[input].Shape.Count)
                    .Select(_ =>
                        missing > 0 && random.NextDouble() < missing ? double.NaN
                        : integers || ((GraphInput)graph.Nodes[input]).IsInteger ? random.Next((int)low, (int)high + 1)
                        : grid > 0 ? grid * random.Next((int)(low / grid), (int)(high / grid) + 1)
                        : (double)(float)(low + (high - low) * random.NextDouble())
                    )
                    .ToArray()
            )
            .ToArray();
        using var reference = FloatReference.Open(OnnxModel.Parse(runtime, "test.onnx").ToBytes());
        var expected = reference.Run(inputs);
        Compare(graph, inputs, expected, events, tolerance);
        var passed = GraphPasses.Run(graph);
        Compare(passed, inputs, expected, events, tolerance);
    }

    private static void Compare(FloatGraph graph, double[][] inputs, IReadOnlyList<ReferenceOutput> expected, int events, double tolerance)
    {
        var evaluator = new GraphEvaluator(graph);
        for (int e = 0; e < events; e++)
        {
            evaluator.Evaluate(inputs, e);
            for (int o = 0; o < expected.Count; o++)
            {
                Assert.Equal(expected[o].Name, graph.Outputs[o].Name);
                var found = evaluator[graph.Outputs[o].Node];
                int size = expected[o].Values.Length / events;
                Assert.Equal(size, found.Length);
                var wanted = expected[o].Values.AsSpan(e * size, size);
                double scale = 1;
                foreach (double value in wanted)
                    scale = Math.Max(scale, Math.Abs(value));
                for (int i = 0; i < size; i++)
                    Assert.True(
                        Math.Abs(found[i] - wanted[i]) <= tolerance * scale,
                        $"output {expected[o].Name}[{i}] of event {e}: {found[i]} instead of {wanted[i]}"
                    );
            }
        }
    }
}
