using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class OptimizationTests
{
    /// <summary>After each pass on each graph; a pass that never finds anything to do would make the test
    /// worthless, so that is counted.</summary>
    [Theory]
    [InlineData("narrow", 100, false)]
    [InlineData("small", 100, false)]
    [InlineData("small", 100, true)]
    public void Every_pass_keeps_what_is_computed(string kind, int seeds, bool threeOperands)
    {
        var changes = CircuitOptimizer.Passes.ToDictionary(p => p.Name, _ => 0);
        for (int seed = 1000; seed < 1000 + seeds; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, CircuitChecks.OptionsOf(kind));
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }, threeOperands: threeOperands);
            foreach (CircuitPass pass in CircuitOptimizer.Passes)
            {
                if (!pass.Run(ref circuit))
                    continue;
                changes[pass.Name]++;
                CircuitVerifier.Verify(circuit);
                CircuitChecks.AssertEqualsOracle(graph, circuit, seed, 12);
            }
            CircuitChecks.AssertEqualsOracle(graph, CircuitOptimizer.Run(circuit), seed, 12);
        }
        Assert.All(changes, c => Assert.True(c.Value > 0, $"{c.Key} never changed anything"));
    }
}
