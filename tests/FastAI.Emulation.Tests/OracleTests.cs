using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Every kernel against unbounded integers, on every instruction set that the machine has.</summary>
public sealed class OracleTests
{
    public static TheoryData<InstructionSet> InstructionSets => new(Enum.GetValues<InstructionSet>().Where(Emulator.IsSupported));

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void RandomGraphsOfAnyWidth(InstructionSet set) => Check(set, RandomGraphOptions.Any, 0, 300);

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void RandomGraphsOfTrainedWidths(InstructionSet set) => Check(set, RandomGraphOptions.Narrow, 10_000, 200);

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void RandomSmallGraphs(InstructionSet set) => Check(set, RandomGraphOptions.Small, 20_000, 150);

    private static void Check(InstructionSet set, RandomGraphOptions size, int firstSeed, int seeds)
    {
        Parallel.For(0, seeds, i =>
        {
            int seed = firstSeed + i;
            var graph = RandomGraphs.Create(seed, size);
            int distinct = 1 + seed % 5;
            long[] inputs = RandomInputs.For(graph, seed, distinct);
            long[] expected = Oracle.Run(graph, inputs);
            var emulator = Emulator.Create(
                graph,
                new EmulatorOptions { InstructionSet = set, Lanes = seed % 2 == 0 ? LaneUse.Events : null }
            );
            // A few events alone, a full tile and a few, and a tile that is not full.
            foreach (int events in (ReadOnlySpan<int>)[distinct, 64 + distinct, 33])
            {
                var outputs = new long[events * graph.OutputCount];
                emulator.Run(Repeat(inputs, graph.InputCount, events), outputs);
                Assert.True(
                    Repeat(expected, graph.OutputCount, events).AsSpan().SequenceEqual(outputs),
                    $"seed {seed}, {events} events: {Describe(graph, emulator, inputs)}"
                );
            }
        });
    }

    private static long[] Repeat(long[] distinct, int width, int events) =>
        [.. Enumerable.Range(0, events * width).Select(i => distinct[i % distinct.Length])];

    /// <summary>The first tensor that differs, as the tracing plan sees it.</summary>
    private static string Describe(FixedGraph graph, Emulator emulator, long[] inputs)
    {
        var trace = emulator.Trace(inputs);
        for (int e = 0; e < trace.Events; e++)
        {
            long[][] expected = Oracle.Trace(graph, inputs.AsSpan(e * graph.InputCount, graph.InputCount));
            for (int n = 0; n < expected.Length; n++)
            for (int i = 0; i < expected[n].Length; i++)
                if (trace[n][e * expected[n].Length + i] != expected[n][i])
                    return $"event {e}: {graph.Nodes[n]}[{i}] is {trace[n][e * expected[n].Length + i]}, not {expected[n][i]}";
        }
        return "the trace agrees; the fused plan does not";
    }
}
