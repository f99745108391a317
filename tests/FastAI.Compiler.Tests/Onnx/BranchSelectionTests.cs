using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>An If whose condition is known when importing is its branch, as ONNX Runtime runs it.</summary>
public sealed class BranchSelectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_constant_condition(bool truth)
    {
        var model = Truth(new OnnxBuilder().Input("x", -1, 3), "c", truth).Weights("w", [3], 1, -2, 3).Node("Relu", ["x"], ["r"]);
        If(
            model,
            "c",
            ["y", "z"],
            Branch(b => b.Node("Mul", ["r", "w"], ["t"]).Node("Tanh", ["t"], ["u"]), "u", "t"),
            Branch(b => b.Node("Neg", ["x"], ["t"]), "t", "x")
        );
        Agreement.Check(model.Node("Add", ["y", "z"], ["sum"]).Output("sum", "y", "z"), 3);
        Assert.DoesNotContain(model.ToModel().Proto.Graph.Node, node => node.OpType == "If");
    }

    /// <summary>What PyTorch writes for squeeze: only an axis of extent 1 is removed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_condition_of_shapes(int extent)
    {
        var model = new OnnxBuilder(13)
            .Input("x", -1, extent, 5)
            .Integers("one", 1)
            .Integers("axis", 1)
            .Node("Sigmoid", ["x"], ["s"])
            .Node("Shape", ["s"], ["shape"])
            .Node("Gather", ["shape", "axis"], ["extent"])
            .Node("Equal", ["extent", "one"], ["is_one"]);
        If(
            model,
            "is_one",
            ["y"],
            Branch(b => b.Node("Squeeze", ["s", "axis"], ["y_then"]), "y_then"),
            Branch(b => b.Node("Identity", ["s"], ["y_else"]), "y_else")
        );
        Agreement.Check(model.Node("Neg", ["y"], ["n"]).Output("n"), 5);
    }

    [Fact]
    public void Branches_within_branches_and_equal_names()
    {
        for (int which = 0; which < 4; which++)
        {
            var model = new OnnxBuilder().Input("x", -1, 3).Weights("w", [3], 0.5f, -2, 1);
            Truth(Truth(model, "c", (which & 1) != 0), "d", (which & 2) != 0);
            // The inner condition is made in the branch; both branches and both nodes use the names t and k.
            GraphProto Inner(string outer) =>
                Branch(
                    b =>
                    {
                        b.Weights("k", [], outer == "then" ? 3 : 5).Node("Mul", ["x", "k"], ["t"]).Node("Not", ["d"], ["n"]);
                        If(
                            b,
                            "n",
                            ["i"],
                            Branch(c => c.Node("Add", ["t", "w"], ["v"]), "v"),
                            Branch(c => c.Node("Sub", ["t", "k"], ["v"]), "v")
                        );
                    },
                    "i"
                );
            If(model, "c", ["p"], Inner("then"), Inner("else"));
            If(model, "d", ["q"], Inner("else"), Inner("then"));
            Agreement.Check(model.Node("Mul", ["p", "q"], ["y"]).Output("y"), which);
            var names = model.ToModel().Proto.Graph.Node.SelectMany(node => node.Output).ToArray();
            Assert.Equal(names.Length, names.Distinct().Count());
        }
    }

    [Fact]
    public void The_other_branch_may_hold_anything()
    {
        var model = Truth(new OnnxBuilder().Input("x", -1, 3), "c", true);
        If(model, "c", ["y"], Branch(b => b.Node("Tanh", ["x"], ["t"]), "t"), Branch(b => b.Node("Bar", ["nowhere"], ["u"]), "u"));
        Assert.Single(OnnxImporter.Import(model.Output("y").ToModel()).Outputs);
    }

    [Fact]
    public void What_depends_on_the_event_is_refused()
    {
        var model = new OnnxBuilder().Input("x", -1, 1).Scalar("zero", 0).Node("Less", ["x", "zero"], ["c"]);
        If(model, "c", ["y"], Branch(b => b.Node("Tanh", ["x"], ["t"]), "t"), Branch(b => b.Node("Neg", ["x"], ["t"]), "t"));
        RefusalTests.Refused(ExitCode.Unsupported, model.Output("y"), "node 'if_1' (operator If)", "control flow", "Where");
        var batch = new OnnxBuilder()
            .Input("x", -1, 1)
            .Integers("one", 1)
            .Integers("first", 0)
            .Node("Shape", ["x"], ["s"])
            .Node("Gather", ["s", "first"], ["n"])
            .Node("Equal", ["n", "one"], ["c"]);
        If(batch, "c", ["y"], Branch(b => b.Node("Tanh", ["x"], ["t"]), "t"), Branch(b => b.Node("Neg", ["x"], ["t"]), "t"));
        RefusalTests.Refused(ExitCode.Unsupported, batch.Output("y"), "node '", "batch");
    }

    [Fact]
    public void Branches_that_do_not_fit_are_refused()
    {
        var model = Truth(new OnnxBuilder().Input("x", -1, 1), "c", true);
        If(model, "c", ["y", "z"], Branch(b => b.Node("Tanh", ["x"], ["t"]), "t"), Branch(b => b.Node("Neg", ["x"], ["t"]), "t"));
        RefusalTests.Refused(ExitCode.BadInput, model.Output("y", "z"), "node 'if_0'", "then_branch has 1 results instead of 2");
    }

    private static OnnxBuilder Truth(OnnxBuilder model, string name, bool value)
    {
        model.Graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = OnnxBuilder.Bool,
                Int32Data = { value ? 1 : 0 },
            }
        );
        return model;
    }

    private static GraphProto Branch(Action<OnnxBuilder> build, params string[] outputs)
    {
        var builder = new OnnxBuilder();
        build(builder);
        return builder.Output(outputs).Graph;
    }

    private static void If(OnnxBuilder model, string condition, string[] outputs, GraphProto then, GraphProto otherwise)
    {
        model.Node("If", [condition], outputs);
        foreach (var (name, graph) in new[] { ("then_branch", then), ("else_branch", otherwise) })
            model
                .Graph.Node[^1]
                .Attribute.Add(
                    new AttributeProto
                    {
                        Name = name,
                        G = graph,
                        Type = AttributeProto.Types.AttributeType.Graph,
                    }
                );
    }
}
