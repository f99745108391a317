using Xunit;
using static FastAI.Compiler.Tests.Onnx.IntegerModels;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>
/// Sums, products, functions, averages and joins of quantised integers against ONNX Runtime, integer by integer: with no tolerance where it accumulates integers, and where a
/// step is a power of two.
/// </summary>
public sealed class IntegerElementwiseTests
{
    [Theory]
    [InlineData("QLinearAdd")]
    [InlineData("QLinearMul")]
    public void Of_two_operands(string name)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int type = Type(random);
            bool constant = seed % 3 == 0;
            var model = new OnnxBuilder().Typed("a", type, -1, 3, 5);
            if (constant)
                model.Stored("b", type, [5], Many(random, type, 5));
            else
                model.Typed("b", type, -1, 3, seed % 3 == 1 ? 5 : 1);
            Quantisation(model, random, "a", type, [], Step(random, false));
            Quantisation(model, random, "b", type, [], Step(random, false));
            Quantisation(model, random, "c", type, [], Step(random, false));
            model.Node(name, ["a", "a_scale", "a_zero", "b", "b_scale", "b_zero", "c_scale", "c_zero"], ["c"]);
            Check(Of(MicrosoftDomain, model.Output("c", type)), seed, type);
        }
    }

    [Theory]
    [InlineData("QLinearSigmoid")]
    [InlineData("QLinearLeakyRelu")]
    [InlineData("QLinearGlobalAveragePool")]
    [InlineData("QLinearAveragePool")]
    public void Of_one_operand(string name)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int type = Type(random);
            var model = new OnnxBuilder().Typed("x", type, -1, 3, 6, 5);
            Quantisation(model, random, "x", type, [], Step(random, false));
            Quantisation(model, random, "y", type, [], name == "QLinearSigmoid" ? 0.0039f : 0.0451f);
            (string, object)[] attributes = name switch
            {
                "QLinearLeakyRelu" => [("alpha", 0.17f)],
                "QLinearAveragePool" =>
                [
                    ("kernel_shape", new long[] { 2, 3 }),
                    ("pads", new long[] { 1, 0, 0, 2 }),
                    ("strides", new long[] { 2, 1 }),
                    ("count_include_pad", seed % 2),
                ],
                _ => [],
            };
            model.Node(name, ["x", "x_scale", "x_zero", "y_scale", "y_zero"], ["y"], attributes);
            Check(Of(MicrosoftDomain, model.Output("y", type)), seed, type);
        }
    }

    [Fact]
    public void QLinearConcat()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            int type = Type(random);
            var model = new OnnxBuilder().Typed("a", type, -1, 2, 3).Stored("b", type, [1, 1, 3], Many(random, type, 3));
            model.Typed("c", type, -1, 4, 3);
            Quantisation(model, random, "y", type, [], Step(random, false));
            Quantisation(model, random, "a", type, [], Step(random, false));
            Quantisation(model, random, "b", type, [], Step(random, false));
            Quantisation(model, random, "c", type, [], Step(random, false));
            string[] inputs =
                seed % 2 == 0
                    ? ["y_scale", "y_zero", "a", "a_scale", "a_zero", "c", "c_scale", "c_zero"]
                    : ["y_scale", "y_zero", "c", "c_scale", "c_zero", "a", "a_scale", "a_zero"];
            model.Node("QLinearConcat", inputs, ["y"], ("axis", 1));
            Check(Of(MicrosoftDomain, model.Output("y", type)), seed, type);
        }
    }
}
