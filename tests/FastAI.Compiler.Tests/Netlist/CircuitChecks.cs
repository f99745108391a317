using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Comparison of circuits with the oracle.</summary>
internal static class CircuitChecks
{
    public static RandomGraphOptions OptionsOf(string kind) =>
        kind switch
        {
            "narrow" => RandomGraphOptions.Narrow,
            "small" => RandomGraphOptions.Small,
            _ => RandomGraphOptions.Any,
        };

    public static void AssertEqualsOracle(FixedGraph graph, Circuit circuit, int seed, int events = 24)
    {
        long[] inputs = RandomInputs.For(graph, seed, events);
        long[] expected = Oracle.Run(graph, inputs);
        var interpreter = new CircuitInterpreter(circuit);
        Assert.Equal(graph.InputCount, interpreter.InputCount);
        Assert.Equal(graph.OutputCount, interpreter.OutputCount);
        for (int e = 0; e < events; e++)
        {
            long[] found = interpreter.Run(inputs.AsSpan(e * interpreter.InputCount, interpreter.InputCount));
            for (int i = 0; i < found.Length; i++)
                Assert.True(
                    found[i] == expected[e * found.Length + i],
                    $"seed {seed}, event {e}, output {i}: {found[i]} instead of {expected[e * found.Length + i]}"
                );
        }
    }
}
