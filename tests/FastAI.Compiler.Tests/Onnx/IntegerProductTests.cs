using Xunit;
using static FastAI.Compiler.Tests.Onnx.IntegerModels;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>
/// Products of quantised integers against ONNX Runtime, integer by integer: with no tolerance where it accumulates integers, and where a
/// step is a power of two.
/// </summary>
public sealed class IntegerProductTests
{
    [Fact]
    public void MatMulInteger()
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int k = random.Next(1, 20),
                n = random.Next(1, 9);
            bool perColumn = seed % 3 == 2;
            var (x, w) = Types(random);
            long[] shape = seed % 2 == 0 ? [-1, k] : [-1, 3, k];
            var model = new OnnxBuilder().Typed("x", x, shape).Stored("w", w, [k, n], Many(random, w, k * n));
            model.Stored("zx", x, [], One(random, x));
            // ONNX Runtime takes zero points along the columns for signed weights only.
            model.Stored("zw", w, perColumn ? [n] : [], Many(random, w, perColumn ? n : 1));
            string[] inputs = (seed % 4) switch
            {
                0 => ["x", "w"],
                1 => ["x", "w", "zx"],
                2 => ["x", "w", "", "zw"],
                _ => ["x", "w", "zx", "zw"],
            };
            Check(model.Node("MatMulInteger", inputs, ["y"]).Output("y", Int), seed, x);
        }
    }

    [Fact]
    public void ConvInteger()
    {
        for (int seed = 0; seed < 16; seed++)
        {
            var random = new Random(seed);
            int groups = random.Next(1, 3),
                channels = groups * random.Next(1, 3),
                filters = groups * random.Next(1, 4);
            var model = new OnnxBuilder()
                .Typed("x", UInt8, -1, channels, 7, 6)
                .Stored("w", UInt8, [filters, channels / groups, 3, 2], Many(random, UInt8, filters * channels / groups * 6))
                .Stored("zx", UInt8, [], One(random, UInt8))
                .Stored("zw", UInt8, [], One(random, UInt8));
            string[] inputs = seed % 2 == 0 ? ["x", "w", "zx"] : ["x", "w", "zx", "zw"];
            model.Node("ConvInteger", inputs, ["y"], Window(random, groups));
            Check(model.Output("y", Int), seed, UInt8);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QLinearMatMul(bool dyadic)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            int k = random.Next(1, 24),
                n = random.Next(1, 9);
            var (x, w) = Types(random);
            // ONNX Runtime has results of the type of the left operand.
            bool perColumn = seed % 3 == 0;
            int columns = perColumn ? n : 1;
            var model = new OnnxBuilder()
                .Typed("x", x, seed % 2 == 0 ? [-1, k] : [-1, 2, k])
                .Stored("w", w, [k, n], Many(random, w, k * n));
            Quantisation(model, random, "x", x, [], Step(random, dyadic));
            model
                .Weights("w_scale", perColumn ? [n] : [], [.. Enumerable.Range(0, columns).Select(_ => Step(random, dyadic))])
                .Stored("w_zero", w, perColumn ? [n] : [], Many(random, w, columns));
            Quantisation(model, random, "y", x, [], Step(random, dyadic) * (dyadic ? 256 : 130));
            model.Node("QLinearMatMul", ["x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"], ["y"]);
            Check(model.Output("y", x), seed, x);
        }
    }

    [Fact]
    public void QLinearMatMul_of_two_variables()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var model = new OnnxBuilder().Typed("x", UInt8, -1, 3, 4).Typed("w", UInt8, -1, 4, 2);
            Quantisation(model, random, "x", UInt8, [], Step(random, false));
            Quantisation(model, random, "w", UInt8, [], Step(random, false));
            Quantisation(model, random, "y", UInt8, [], 1.3f);
            model.Node("QLinearMatMul", ["x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"], ["y"]);
            Check(model.Output("y", UInt8), seed, UInt8);
        }
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, MicrosoftDomain)]
    public void QLinearConv(bool dyadic, string domain)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            int groups = random.Next(1, 3),
                channels = groups * random.Next(1, 4),
                filters = groups * random.Next(1, 4);
            var (x, w) = Types(random);
            bool perChannel = seed % 2 == 0;
            int scales = perChannel ? filters : 1;
            var model = new OnnxBuilder()
                .Typed("x", x, -1, channels, 6, 5)
                .Stored("w", w, [filters, channels / groups, 3, 2], Many(random, w, filters * channels / groups * 6));
            Quantisation(model, random, "x", x, [], Step(random, dyadic));
            // The zero points of the weights of several channels must be alike for ONNX Runtime.
            int zero = One(random, w);
            model
                .Weights("w_scale", perChannel ? [filters] : [], [.. Enumerable.Range(0, scales).Select(_ => Step(random, dyadic))])
                .Stored("w_zero", w, perChannel ? [filters] : [], [.. Enumerable.Repeat(zero, scales)])
                .Stored("bias", Int, [filters], [.. Enumerable.Range(0, filters).Select(_ => random.Next(-20000, 20000))]);
            Quantisation(model, random, "y", x, [], Step(random, dyadic) * (dyadic ? 256 : 130));
            string[] inputs =
            [
                "x",
                "x_scale",
                "x_zero",
                "w",
                "w_scale",
                "w_zero",
                "y_scale",
                "y_zero",
                .. seed % 3 == 0 ? [] : (string[])["bias"],
            ];
            model.Node("QLinearConv", inputs, ["y"], Window(random, groups));
            Check(Of(domain, model.Output("y", x)), seed, x);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QGemm(bool real)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int k = random.Next(1, 16),
                n = random.Next(1, 7),
                turned = random.Next(2);
            var (x, w) = Types(random);
            bool perColumn = seed % 2 == 0;
            int columns = perColumn ? n : 1;
            var model = new OnnxBuilder()
                .Typed("x", x, -1, k)
                .Stored("w", w, turned == 1 ? [n, k] : [k, n], Many(random, w, k * n))
                .Weights("w_scale", perColumn ? [n] : [], [.. Enumerable.Range(0, columns).Select(_ => Step(random, false))])
                .Stored("w_zero", w, perColumn ? [n] : [], Many(random, w, columns))
                .Stored("c", Int, [n], [.. Enumerable.Range(0, n).Select(_ => random.Next(-9000, 9000))]);
            Quantisation(model, random, "x", x, [], Step(random, false));
            Quantisation(model, random, "y", x, [], 2.3f);
            string[] inputs = ["x", "x_scale", "x_zero", "w", "w_scale", "w_zero", seed % 3 == 0 ? "" : "c"];
            if (!real)
                inputs = [.. inputs, "y_scale", "y_zero"];
            else if (seed % 3 == 0)
                inputs = inputs[..6];
            model.Node("QGemm", inputs, ["y"], ("alpha", 1f), ("transB", turned));
            Check(Of(MicrosoftDomain, model.Output("y", real ? OnnxBuilder.Float : x)), seed, x, real ? 1e-6 : 0);
        }
    }
}
