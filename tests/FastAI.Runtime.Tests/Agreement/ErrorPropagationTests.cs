using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Agreement.Layers;
using FastAI.Testing;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

public sealed class ErrorPropagationTests
{
    // The twin of a graph is the graph itself on inputs nearby: no tensor adds an error of its own, so that whatever
    // becomes of the difference must be explained.
    [Fact]
    public void DifferencesOfInputsExplainAllLaterDifferences()
    {
        int compared = 0,
            unbounded = 0,
            different = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var graph = RandomGraphs.Create(seed, RandomGraphOptions.Narrow);
            const int events = 12;
            long[] inputs = RandomInputs.For(graph, seed, events),
                moved = Move(graph, inputs, new Random(seed));
            var emulator = Emulator.Create(graph);
            var (trace, twin) = (emulator.Trace(inputs), emulator.Trace(moved));
            // Modes that jump make an unbounded change from a small one.
            var propagation = new ErrorPropagation(
                graph,
                [.. graph.Nodes.Select(n => n is QuantizeNode { Overflow: Overflow.Wrap or Overflow.SatZero } ? (double?)null : 0)],
                0
            );
            for (int e = 0; e < events; e++)
            for (int n = 0; n < graph.Nodes.Length; n++)
            {
                double[] explained = propagation.Explain(n, trace, e);
                var type = graph.Nodes[n].Type;
                for (int i = 0; i < type.Count; i++)
                {
                    double difference = Math.Abs(Real(twin, n, e, i, type) - Real(trace, n, e, i, type));
                    if (graph.Nodes[n] is InputNode)
                    {
                        propagation.Observe(n, i, difference);
                        continue;
                    }
                    compared++;
                    if (double.IsPositiveInfinity(explained[i]))
                        unbounded++;
                    if (difference > 0)
                        different++;
                    Assert.True(
                        difference <= explained[i] * (1 + 1e-9),
                        $"seed {seed}, event {e}, {graph.Nodes[n].Name} element {i}: {difference} of {explained[i]}"
                    );
                }
            }
        }
        Assert.True(different > 5000, $"only {different} of {compared} differ");
        Assert.True(unbounded < compared / 2, $"{unbounded} of {compared} are unbounded");
    }

    private static double Real(EmulationTrace trace, int node, int position, int element, TensorType type) =>
        Quantizer.ToReal(trace[node][position * type.Count + element], type[element].Fraction);

    private static long[] Move(FixedGraph graph, long[] inputs, Random random)
    {
        FixedFormat[] formats =
        [
            .. graph.Inputs.SelectMany(i => Enumerable.Range(0, graph.Nodes[i].Type.Count).Select(e => graph.Nodes[i].Type[e].Format)),
        ];
        return
        [
            .. inputs.Select(
                (m, i) =>
                    Math.Clamp(m + random.Next(-2, 3), formats[i % formats.Length].MinMantissa, formats[i % formats.Length].MaxMantissa)
            ),
        ];
    }
}
