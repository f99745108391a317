using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Einsum against ONNX Runtime: known equations, and random ones with constant and variable operands.</summary>
public sealed class EinsumTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [InlineData("bpf,fo->bpo")]
    [InlineData("bpf,fo")]
    [InlineData("fo,bpf->bop")]
    [InlineData("bhqd,bhkd->bhqk")]
    [InlineData("bij,bjk->bik")]
    [InlineData("bi,bj->bij")]
    [InlineData("bi,bi->b")]
    [InlineData("bi,bi->bi")]
    [InlineData("bi,i->bi")]
    [InlineData("bpf,pfo->bpo")]
    [InlineData("...f,fo->...o")]
    [InlineData("b...f,b...f->b...")]
    public void Known(string equation) => Check(equation, seed: 7);

    [Theory]
    [InlineData("bij->bji")]
    [InlineData("bij->bi")]
    [InlineData("bij->b")]
    [InlineData("bii->bi")]
    [InlineData("bii->b")]
    [InlineData("b...->b...")]
    [InlineData(" b i j -> b j i ")]
    public void OneOperand(string equation) =>
        Agreement.Check(new OnnxBuilder(13).Input("x", -1, 3, 3).Node("Einsum", ["x"], ["y"], ("equation", equation)).Output("y"), 3);

    [Fact]
    public void ThreeOperands()
    {
        var random = new TestRandom(2);
        Agreement.Check(
            new OnnxBuilder(13)
                .Input("x", -1, 3)
                .Weights("w", [3, 4, 2], random.Floats(24))
                .Input("z", -1, 4)
                .Node("Einsum", ["x", "w", "z"], ["y"], ("equation", "bi,ijo,bj->bo"))
                .Output("y"),
            5
        );
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Random(int seed)
    {
        var random = new TestRandom(seed);
        const string letters = "ijklm";
        bool variables = random.Flag();
        string Term() => string.Concat(letters.Where(_ => random.Flag()).OrderBy(_ => random.Next(0, 1000)));
        string left = "b" + Term(),
            right = (variables ? "b" : "") + Term();
        string result =
            "b"
            + string.Concat(
                letters.Where(c => (left.Contains(c) || right.Contains(c)) && random.Flag()).OrderBy(_ => random.Next(0, 1000))
            );
        if (right.Length == 0)
            right = "i";
        Check($"{left},{right}->{result}", seed);
    }

    [Theory]
    [InlineData("bij,bjk->bi", "3 elements")]
    [InlineData("bij->bij", "1 operands")]
    [InlineData("bij,bjk->biz", "'z'")]
    [InlineData("bi,bjk->bik", "does not name the 3 axes")]
    [InlineData("b1j,bjk->bik", "letters")]
    [InlineData("bij,bjk->bii", "twice")]
    [InlineData("bij,bjk->b->i", "two arrows")]
    public void IsRefused(string equation, string why)
    {
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 2, 3)
            .Input("z", -1, 4, 2)
            .Node("Einsum", ["x", "z"], ["y"], ("equation", equation))
            .Output("y");
        var failure = Assert.Throws<FastAIException>(() => OnnxImporter.Import(builder.ToModel()));
        Assert.Equal(ExitCode.BadInput, failure.Code);
        Assert.Contains("Einsum", failure.Message);
        Assert.Contains(why, failure.Message);
    }

    [Theory]
    [InlineData("bij,bjk->ik")]
    [InlineData("bij->ij")]
    public void OfDifferentEventsIsRefused(string equation)
    {
        string[] inputs = equation.Contains(',') ? ["x", "z"] : ["x"];
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 2, 3)
            .Input("z", -1, 3, 2)
            .Node("Einsum", inputs, ["y"], ("equation", equation))
            .Output("y");
        Assert.Contains("batch", Assert.Throws<FastAIException>(() => OnnxImporter.Import(builder.ToModel())).Message);
    }

    [Fact]
    public void OfAConstantIsOneLinearLayer()
    {
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 2, 3)
            .Weights("w", [3, 4], new TestRandom(1).Floats(12))
            .Node("Einsum", ["x", "w"], ["y"], ("equation", "bpf,fo->bpo"))
            .Output("y");
        var graph = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
        var linear = Assert.IsType<GraphLinear>(graph.Nodes[^1]);
        Assert.Equal("w", linear.Blocks[0].WeightSource?.Name);
        Assert.Equal(2, graph.Nodes.Length);
    }

    // Operands with the axis b, or with an ellipsis and no b, are inputs; others are constants.
    private static void Check(string equation, int seed)
    {
        var random = new TestRandom(seed);
        string[] terms = equation.Split("->")[0].Split(',');
        var extents = "abcdefghijklmnopqrstuvwxyz".ToDictionary(c => c, c => c == 'b' ? -1L : random.Next(1, 3));
        var builder = new OnnxBuilder(12);
        for (int i = 0; i < terms.Length; i++)
        {
            string axes = terms[i].Replace("...", terms[i].Contains('b') ? "yz" : "by");
            long[] shape = [.. axes.Select(c => extents[c])];
            if (axes.Contains('b'))
                builder.Input($"t{i}", shape);
            else
                builder.Weights($"t{i}", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b)));
        }
        string[] operands = [.. terms.Select((_, i) => $"t{i}")];
        Agreement.Check(builder.Node("Einsum", operands, ["y"], ("equation", equation)).Output("y"), seed);
    }
}
