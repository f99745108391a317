using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Model.Tests;

/// <summary>The generator reaches everything that tests rely on, and the proved intervals hold for extreme
/// events (the oracle checks them).</summary>
public sealed class RandomGraphTests
{
    [Theory]
    [InlineData("any")]
    [InlineData("small")]
    [InlineData("narrow")]
    public void EveryOperationAndModeOccursAndIntervalsHold(string size)
    {
        var options = size switch
        {
            "any" => RandomGraphOptions.Any,
            "small" => RandomGraphOptions.Small,
            _ => RandomGraphOptions.Narrow,
        };
        var seen = new Dictionary<string, int>();
        void Count(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
        for (int seed = 0; seed < 400; seed++)
        {
            var graph = RandomGraphs.Create(seed, options);
            Oracle.Run(graph, RandomInputs.For(graph, seed, 6));
            foreach (var node in graph.Nodes)
            {
                Count(node.GetType().Name);
                if (node is BinaryNode binary)
                    Count(binary.Operation.ToString());
                if (node is UnaryNode unary)
                    Count(unary.Operation.ToString());
                if (node is ReduceNode reduce)
                    Count(reduce.Operation.ToString());
                if (node is QuantizeNode quantize)
                    Count(quantize.Rounding.ToString());
                if (node is QuantizeNode q && Reaches(graph, q))
                    Count(q.Overflow.ToString());
            }
        }
        string[] expected =
        [
            nameof(InputNode),
            nameof(ConstantNode),
            nameof(AffineNode),
            nameof(BinaryNode),
            nameof(UnaryNode),
            nameof(ScaleNode),
            nameof(SelectNode),
            nameof(QuantizeNode),
            nameof(TableNode),
            nameof(ReduceNode),
            nameof(GatherNode),
            nameof(TreeEnsembleNode),
            .. Enum.GetNames<Rounding>(),
            .. Enum.GetNames<Overflow>(),
            .. Enum.GetNames<BinaryOperation>(),
            .. Enum.GetNames<UnaryOperation>(),
            .. Enum.GetNames<ReduceOperation>(),
        ];
        foreach (string what in expected)
            Assert.True(seen.GetValueOrDefault(what) >= 5, $"{what} occurs {seen.GetValueOrDefault(what)} times");
    }

    /// <summary>Whether some value lies outside the target format, so that the overflow mode matters.</summary>
    private static bool Reaches(FixedGraph.FixedGraph graph, QuantizeNode node) =>
        Quantizer.Round(
            graph.Nodes[node.Input].Type[0].Range.High,
            graph.Nodes[node.Input].Type[0].Fraction - node.Type[0].Fraction,
            node.Rounding
        ) > node.Type[0].Format.MaxMantissa;
}
