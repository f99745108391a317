using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class CircuitLoweringTests
{
    public static TheoryData<string, int> Kinds =>
        new()
        {
            { "narrow", 120 },
            { "small", 120 },
            { "wide", 120 },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_graphs_compute_what_the_oracle_computes(string kind, int seeds)
    {
        int refused = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, CircuitChecks.OptionsOf(kind));
            Circuit circuit;
            try
            {
                circuit = CircuitLowering.Lower(
                    graph,
                    new CmvmOptions { Effort = 0 },
                    threeOperands: seed % 8 == 1,
                    dualTables: seed % 3 == 1
                );
            }
            catch (FastAIException e) when (e.Code == ExitCode.Unsupported && kind == "wide")
            {
                // sums of products beyond the matrix solver's arithmetic, or operands that align to more than
                // 64 bits, are refused with the layer's name
                Assert.Contains("layer '", e.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }
            CircuitVerifier.Verify(circuit);
            CircuitChecks.AssertEqualsOracle(graph, circuit, seed);
        }
        Assert.True(refused < seeds / 2, $"{refused} of {seeds} graphs were refused");
    }
}
