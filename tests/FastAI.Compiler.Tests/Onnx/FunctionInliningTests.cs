using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using FastAI.Runtime.Reference;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Functions that a model defines: ONNX Runtime runs the calls, the importer what is written out.</summary>
public sealed class FunctionInliningTests
{
    private const string Domain = "my.functions";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Calls_mean_what_onnx_runtime_makes_of_them(int seed)
    {
        var random = new TestRandom(seed);
        var builder = Model(random);
        var graph = OnnxImporter.Import(OnnxModel.Parse(builder.ToBytes(), "test.onnx"));
        double[][] inputs =
        [
            [.. random.Floats(2 * 3, -2, 2).Select(v => (double)v)],
        ];
        // the runtime gets the model as it is, with its functions
        using var runtime = FloatReference.Open(builder.ToBytes());
        var expected = runtime.Run(inputs)[0].Values;
        var values = new GraphEvaluator(graph);
        for (int e = 0; e < 2; e++)
        {
            values.Evaluate(inputs, e);
            for (int i = 0; i < 3; i++)
                Assert.Equal(expected[e * 3 + i], values[graph.Outputs[0].Node][i], 1e-5);
        }
        Agreement.Check(builder, seed);
    }

    [Fact]
    public void Tensors_inside_are_named_after_the_call()
    {
        var model = Model(new TestRandom(1)).ToModel();
        Assert.Empty(model.Proto.Functions);
        Assert.Contains("first/scaled", model.TensorNames);
        Assert.Contains("second/scaled", model.TensorNames);
        Assert.Equal(model.TensorNames.Count(), model.TensorNames.Distinct().Count());
    }

    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Output("y");
        builder.Graph.Node.Add(Call("Mine", "call", ["x"], ["y"]));
        builder.Model.Functions.Add(
            new FunctionProto
            {
                Name = "Mine",
                Domain = Domain,
                Input = { "a" },
                Output = { "b" },
                Node = { Call("Mine", "", ["a"], ["b"]) },
            }
        );
        RefusalTests.Refused(ExitCode.Unsupported, builder, "deep");
    }

    [Fact]
    public void Calls_that_multiply_without_end_are_refused()
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Output("y");
        builder.Graph.Node.Add(Call("F40", "call", ["x"], ["y"]));
        builder.Model.Functions.Add(Twice("F0", new NodeProto { OpType = "Relu" }));
        for (int i = 1; i <= 40; i++)
            builder.Model.Functions.Add(Twice($"F{i}", new NodeProto { OpType = $"F{i - 1}", Domain = Domain }));
        RefusalTests.Refused(ExitCode.Unsupported, builder, "nodes");

        static FunctionProto Twice(string name, NodeProto inner)
        {
            NodeProto first = inner.Clone(),
                second = inner.Clone();
            first.Input.Add("a");
            first.Output.Add("m");
            second.Input.Add("m");
            second.Output.Add("b");
            return new FunctionProto
            {
                Name = name,
                Domain = Domain,
                Input = { "a" },
                Output = { "b" },
                Node = { first, second },
            };
        }
    }

    [Fact]
    public void A_function_of_another_operator_set_is_refused()
    {
        var builder = Model(new TestRandom(1));
        builder.Model.Functions[0].OpsetImport[0].Version = 11;
        RefusalTests.Refused(ExitCode.Unsupported, builder, "'first'", "operator set 11");
    }

    // y = f(f(x; slope 0.5); default slope): LeakyRelu of 2 x, and a nested function that hands its input on.
    private static OnnxBuilder Model(TestRandom random)
    {
        var builder = new OnnxBuilder(17).Input("x", -1, 3).Weights("two", [3], random.Floats(3)).Output("y");
        var first = Call("Scaled", "first", ["x", "two"], ["m"]);
        first.Attribute.Add(
            new AttributeProto
            {
                Name = "slope",
                F = random.Float(),
                Type = AttributeProto.Types.AttributeType.Float,
            }
        );
        builder.Graph.Node.Add(first);
        builder.Graph.Node.Add(Call("Scaled", "second", ["m", "two"], ["y"]));
        builder.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        var leaky = new NodeProto
        {
            OpType = "LeakyRelu",
            Input = { "kept" },
            Output = { "out" },
        };
        leaky.Attribute.Add(
            new AttributeProto
            {
                Name = "alpha",
                RefAttrName = "slope",
                Type = AttributeProto.Types.AttributeType.Float,
            }
        );
        OperatorSetIdProto[] sets = [new() { Version = 17 }, new() { Domain = Domain, Version = 1 }];
        builder.Model.Functions.Add(
            new FunctionProto
            {
                Name = "Scaled",
                Domain = Domain,
                Input = { "in", "factor" },
                Output = { "out" },
                OpsetImport = { sets },
                AttributeProto =
                {
                    new AttributeProto
                    {
                        Name = "slope",
                        F = 0.25f,
                        Type = AttributeProto.Types.AttributeType.Float,
                    },
                },
                Node =
                {
                    new NodeProto
                    {
                        OpType = "Mul",
                        Input = { "in", "factor" },
                        Output = { "scaled" },
                    },
                    Call("Sum", "inner", ["scaled"], ["kept"]),
                    leaky,
                },
            }
        );
        builder.Model.Functions.Add(
            new FunctionProto
            {
                Name = "Sum",
                Domain = Domain,
                Input = { "a" },
                Output = { "b" },
                OpsetImport = { sets },
                Node =
                {
                    new NodeProto
                    {
                        OpType = "Add",
                        Input = { "a", "a" },
                        Output = { "b" },
                    },
                },
            }
        );
        return builder;
    }

    private static NodeProto Call(string function, string name, string[] inputs, string[] outputs) =>
        new()
        {
            OpType = function,
            Domain = Domain,
            Name = name,
            Input = { inputs },
            Output = { outputs },
        };
}
