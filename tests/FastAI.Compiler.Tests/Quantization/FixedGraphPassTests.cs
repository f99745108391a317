using FastAI.Compiler.Quantization.Passes;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

public sealed class FixedGraphPassTests
{
    [Fact]
    public void OutputsKeepEveryBitOnRandomGraphs()
    {
        int changed = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
            var rewritten = FixedGraphPasses.Run(graph);
            long[] inputs = RandomInputs.For(graph, seed, 4);
            Assert.Equal(Oracle.Run(graph, inputs), Oracle.Run(rewritten, inputs));
            Assert.Equal(graph.Outputs.Select(o => o.Name), rewritten.Outputs.Select(o => o.Name));
            Assert.Equal(graph.Inputs.Select(i => graph.Nodes[i].Name), rewritten.Inputs.Select(i => rewritten.Nodes[i].Name));
            Assert.True(rewritten.Nodes.Length <= graph.Nodes.Length);
            if (!ReferenceEquals(graph, rewritten))
                changed++;
        }
        Assert.True(changed > 20, $"only {changed} graphs had anything to rewrite");
    }

    [Fact]
    public void ChainsOfIndexMapsBecomeOne()
    {
        var builder = new FixedGraphBuilder("chain");
        int x = builder.Input("x", new Shape(6), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), 6));
        int turned = builder.Gather("turned", [x], new Shape(6), [5, 4, 3, 2, 1, 0]);
        int half = builder.Gather("half", [turned, x], new Shape(3), [0, 7, 2]);
        int same = builder.Gather("same", [half], new Shape(3), [0, 1, 2]);
        builder.Output("y", builder.Unary("y", UnaryOperation.Negate, same));
        var graph = FixedGraphPasses.Run(builder.Build());
        var gather = Assert.Single(graph.Nodes.OfType<GatherNode>());
        Assert.Equal([5, 1, 3], gather.Map.ToArray());
        Assert.Equal([-6L, -2L, -4L], Oracle.Run(graph, [1, 2, 3, 4, 5, 6]));
        Assert.Equal(3, graph.Nodes.Length);
    }

    [Fact]
    public void AQuantisationThatCannotChangeAnythingGoesAndLeavesItsName()
    {
        var builder = new FixedGraphBuilder("identity");
        var format = PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), 2);
        int x = builder.Input("x", new Shape(2), format);
        int sum = builder.Unary("r/exact", UnaryOperation.Relu, x);
        int same = builder.Quantize(
            "r",
            sum,
            PerElement<FixedFormat>.Uniform(new FixedFormat(false, 7, 2), 2),
            Rounding.Trn,
            Overflow.Wrap
        );
        int other = builder.Quantize(
            "s",
            same,
            PerElement<FixedFormat>.Uniform(new FixedFormat(false, 6, 2), 2),
            Rounding.Trn,
            Overflow.Wrap
        );
        builder.Output("y", other);
        var graph = FixedGraphPasses.Run(builder.Build());
        Assert.Equal(["x", "r", "s"], graph.Nodes.Select(n => n.Name));
        Assert.IsType<UnaryNode>(graph.Nodes[1]);
    }
}
