using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

public sealed class PrecisionFileTests
{
    [Fact]
    public void ReadsEveryForm()
    {
        var file = PrecisionFile.Parse(
            """
            # a comment
            x:     { format: "fixed<8,3>", rounding: TRN, overflow: WRAP }
            w0:    { format: ["fixed<6,1>", "ufixed<4,0>"], rounding: AP_RND_CONV }
            relu*: ufixed<8,3,RND,SAT_SYM>
            conv:
              format:
                - fixed<4,1>
                - fixed<5,1>
              axis: -1
            y:     exact
            """,
            "p.yaml"
        );
        Assert.Equal(["x", "w0", "relu*", "conv", "y"], file.Entries.Select(e => e.Key));
        Assert.Equal((Rounding.Trn, Overflow.Wrap), (file.Entries[0].Rounding, file.Entries[0].Overflow));
        Assert.Equal([new FixedFormat(true, 6, 1), new FixedFormat(false, 4, 0)], file.Entries[1].Format.Formats.ToArray());
        Assert.Equal((Rounding.RndConv, (Overflow?)null), (file.Entries[1].Rounding, file.Entries[1].Overflow));
        Assert.Equal((Rounding.Rnd, Overflow.SatSym), (file.Entries[2].Rounding, file.Entries[2].Overflow));
        Assert.Equal(-1, file.Entries[3].Format.Axis);
        Assert.True(file.Entries[4].Format.IsExact);
        Assert.Equal(2, file.Entries[0].Line);
        Assert.Equal(1, file.Entries[0].Column);
    }

    [Theory]
    [InlineData("x: { format: \"fixed<0,3>\" }", "(1,14)", "not a format")]
    [InlineData("x: { format: \"fixed<64,3>\" }", "(1,14)", "W from 1 to 63")]
    [InlineData("x: { format: fixed<8,3> }", "(1,14)", "needs quotes")]
    [InlineData("x: fixed<8,3,UP>", "(1,4)", "not a format")]
    [InlineData("a: exact\nx: { format: exact, rouding: TRN }", "(2,21)", "'rouding' is not known here")]
    [InlineData("x: { rounding: TRN }", "(1,1)", "has no format")]
    [InlineData("x: { format: \"fixed<8,3>\", rounding: up }", "(1,38)", "TRN, TRN_ZERO, RND")]
    [InlineData("x: { format: \"fixed<8,3>\", overflow: up }", "(1,38)", "WRAP, SAT, SAT_ZERO, SAT_SYM")]
    [InlineData("x: { format: \"fixed<8,3>\", axis: one }", "(1,34)", "write an integer")]
    [InlineData("x: { format: exact, rounding: TRN }", "(1,1)", "takes no modes")]
    [InlineData("x: { format: [] }", "(1,14)", "empty")]
    [InlineData("x: { format: [[fixed<8,3>]] }", "(1,15)", "expected a format")]
    [InlineData("x: { format: \"fixed<8,3,TRN>\", rounding: RND }", "(1,1)", "two rounding modes")]
    [InlineData("x: { format: \"fixed<8,3>\", missing: lowest }", "(1,37)", "one of none, least, greatest")]
    [InlineData("x: { missing: [] }", "(1,15)", "is empty")]
    [InlineData("x: { missing: [least, 0] }", "(1,23)", "'0' does not say")]
    [InlineData("x: { missing: { least } }", "(1,15)", "expected none, least or greatest")]
    [InlineData("x: { missing: least, rounding: TRN }", "(1,1)", "has no format")]
    [InlineData("x: { memory: bram }", "(1,14)", "one of lut, block, auto")]
    [InlineData("x: { memory: block, rounding: TRN }", "(1,1)", "has no format")]
    [InlineData("x: exact\nx: exact", "(2,1)", "already stated in line 1")]
    [InlineData("x: { format: exact, format: exact }", "(1,21)", "stated twice")]
    [InlineData("- x", "(1,1)", "a map from names")]
    [InlineData("x: &a exact\ny: *a", "(2,4)", "expected a format")]
    [InlineData("x: { format: \"fixed<8,3>\"", "(", "")]
    [InlineData("x: exact\n---\ny: exact", "(2,1)", "one document")]
    [InlineData(": exact", "(1,1)", "empty")]
    public void NamesThePlaceOfAMistake(string text, string place, string why)
    {
        var failure = Assert.Throws<FastAIException>(() => PrecisionFile.Parse(text, "p.yaml"));
        Assert.Equal(ExitCode.BadInput, failure.Code);
        Assert.StartsWith("p.yaml" + place, failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SurvivesHostileText()
    {
        Assert.Throws<FastAIException>(() => PrecisionFile.Parse(new string('[', 200_000), "p.yaml"));
        Assert.Throws<FastAIException>(() => PrecisionFile.Parse("x: " + new string('{', 200_000), "p.yaml"));
        Assert.Throws<FastAIException>(() => PrecisionFile.Read("no such file.yaml"));
        Assert.Empty(PrecisionFile.Parse("", "p.yaml").Entries);
        Assert.Empty(PrecisionFile.Parse("# nothing\n", "p.yaml").Entries);
        var random = new Random(1);
        const string letters = "x:{}[]\"'*&!|>-,#\n fixed<83,>exact";
        for (int i = 0; i < 3000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => letters[random.Next(letters.Length)])]);
            try
            {
                PrecisionFile.Parse(text, "p.yaml");
            }
            catch (FastAIException e)
            {
                Assert.StartsWith("p.yaml(", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("fixed<16,6>", true)]
    [InlineData("exact", true)]
    [InlineData("ap_fixed<16,6,RND,SAT>", true)]
    [InlineData("types.yaml", false)]
    [InlineData("fixed.yaml", false)]
    public void TellsAFormatFromAFile(string argument, bool isFormat) => Assert.Equal(isFormat, PrecisionFile.IsFormat(argument));

    [Theory]
    [InlineData("relu*", "relu0", true)]
    [InlineData("relu*", "relu", true)]
    [InlineData("*lu?", "relu0", true)]
    [InlineData("relu*", "prelu0", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "xxbxxa", false)]
    [InlineData("?", "", false)]
    public void MatchesPatterns(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new PrecisionEntry(pattern, FormatStatement.Exact, null, null, 1, 1).Matches(name));

    [Theory]
    [InlineData("x: fixed<8,3>\nrelo0: exact", "p.yaml(2,1)", "near it are 'relu0'")]
    [InlineData("x: fixed<8,3>\n\"conv*\": exact", "p.yaml(2,1)", "matches no tensor")]
    [InlineData("x: { format: [\"fixed<8,3>\", \"fixed<8,3>\"] }", "p.yaml(1,1)", "2 formats for 3 elements")]
    [InlineData("x: { format: [\"fixed<8,3>\", \"fixed<8,3>\"], axis: 0 }", "p.yaml(1,1)", "2 formats along axis 0 of shape [3]")]
    [InlineData("x: { format: [\"fixed<8,3>\", \"fixed<8,3>\"], axis: 1 }", "p.yaml(1,1)", "axis 1 of shape [3]")]
    [InlineData("x: fixed<8,3>\nw: { format: [\"fixed<8,3>\", \"fixed<8,3>\"] }", "p.yaml(2,1)", "2 formats")]
    [InlineData("x: fixed<8,3>\n\"*\": { format: [\"fixed<8,3>\", \"fixed<8,3>\"] }", "p.yaml(2,1)", "cannot serve every tensor")]
    [InlineData("x: fixed<8,3>\nrelu0: { memory: block }", "p.yaml(2,1)", "the model has none")]
    [InlineData("x: exact", "input 'x'", "cannot be exact")]
    public void IsHeldAgainstTheModel(string text, string place, string why)
    {
        var failure = Assert.Throws<FastAIException>(() =>
            FixedPointCompiler.Quantize(Small(), new(), PrecisionFile.Parse(text, "p.yaml"))
        );
        Assert.StartsWith(place, failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorsAnswerToTheirNodesName()
    {
        var result = FixedPointCompiler.Quantize(Small(), new(), PrecisionFile.Parse("x: fixed<8,3>\nnode_relu0: ufixed<5,2>", "p.yaml"));
        Assert.Equal(new FixedFormat(false, 5, 2), result.Graph.Nodes[result.Graph.Outputs[0].Node].Type[0].Format);
    }

    [Fact]
    public void FormatsRunAlongAnAxisOfAnInitializer()
    {
        var g = new FloatGraphs();
        int x = g.Input("x", false, 2);
        var block = new Compiler.Graph.LinearBlock(
            2,
            3,
            [0, 1],
            [0, 1, 2],
            [0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
            [0, 0, 0],
            new Compiler.Graph.Parameter("w", [0, 2, 4, 1, 3, 5], new Shape(3, 2)),
            null
        ); // stored transposed: axis 0 is the column
        g.Output("y", g.Add(new Compiler.Graph.GraphLinear("y", new Shape(3), FloatGraphs.From("y", "Gemm"), x, [block])));
        var result = FixedPointCompiler.Quantize(
            g.Build(),
            new(),
            PrecisionFile.Parse(
                "x: fixed<4,4>\ny: exact\nw: { format: [\"fixed<3,1>\", \"fixed<4,1>\", \"fixed<7,1>\"], axis: 0 }",
                "p.yaml"
            )
        );
        var affine = result.Graph.Nodes.OfType<AffineNode>().Single();
        Assert.Equal([2, 3, 6], Enumerable.Range(0, 3).Select(i => affine.Type[i].Fraction));
        Assert.Equal([1L, 2L, 19L, 1L, 2L, 19L], affine.Blocks[0].Weights.ToArray());
    }

    [Fact]
    public void NamesAreStrongerThanPatternsAndPatternsThanEverything()
    {
        var graph = Small(out var tensors);
        var result = FixedPointCompiler.Quantize(
            graph,
            new(),
            PrecisionFile.Parse("\"*\": fixed<9,4>\n\"relu*\": ufixed<7,3>\n\"re*\": ufixed<3,1>\ndense: fixed<12,6>\n", "p.yaml")
        );
        FixedFormat Format(string name) => result.Report.Tensors.Single(t => t.Name == name).Formats.Single();
        Assert.Equal(new FixedFormat(true, 9, 4), Format("x"));
        Assert.Equal(new FixedFormat(true, 12, 6), Format("dense"));
        Assert.Equal(new FixedFormat(false, 7, 3), Format("relu0"));
        Assert.Equal(3, tensors);
    }

    private static Compiler.Graph.FloatGraph Small() => Small(out _);

    private static Compiler.Graph.FloatGraph Small(out int tensors)
    {
        var g = new FloatGraphs();
        int x = g.Input("x", false, 3);
        int dense = g.Dense(
            "dense",
            x,
            new double[,]
            {
                { 0.5, 1 },
                { -0.25, 0 },
                { 2, 1 },
            },
            [0.5, 0],
            "w",
            "b"
        );
        g.Output("relu0", g.Piecewise("relu0", Compiler.Graph.PiecewiseKind.Relu, dense));
        tensors = g.Count;
        return g.Build();
    }
}
