using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>
/// Operators on quantised integers against ONNX Runtime, integer by integer: with no tolerance where it accumulates integers, and where a
/// step is a power of two.
/// </summary>
public sealed class IntegerOperatorTests
{
    private const string Microsoft = "com.microsoft";

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
    [InlineData(false, Microsoft)]
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
            Check(Of(Microsoft, model.Output("y", real ? OnnxBuilder.Float : x)), seed, x, real ? 1e-6 : 0);
        }
    }

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
            Check(Of(Microsoft, model.Output("c", type)), seed, type);
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
            Check(Of(Microsoft, model.Output("y", type)), seed, type);
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
            Check(Of(Microsoft, model.Output("y", type)), seed, type);
        }
    }

    [Fact]
    public void What_cannot_be_done_is_refused_by_name()
    {
        OnnxBuilder Product(Action<OnnxBuilder> change, string zero = "y_zero")
        {
            var model = new OnnxBuilder()
                .Typed("x", UInt8, -1, 2)
                .Input("v", -1, 1)
                .Stored("w", UInt8, [2, 2], 1, 2, 3, 4)
                .Scalar("x_scale", 0.5f)
                .Scalar("w_scale", 0.25f)
                .Stored("x_zero", UInt8, [], 3)
                .Scalar("y_scale", 2)
                .Stored("y_zero", UInt8, [], 5)
                .Node("QLinearMatMul", ["x", "x_scale", "x_zero", "w", "w_scale", "x_zero", "y_scale", zero], ["y"])
                .Output("y", UInt8);
            change(model);
            return model;
        }
        const string node = "node 'qlinearmatmul_0' (operator QLinearMatMul): ";
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Product(m => m.Graph.Node[0].Input[1] = "v"),
            node,
            "(scale) depends on the event",
            "constant"
        );
        RefusalTests.Refused(ExitCode.Unsupported, Product(_ => { }, zero: ""), node, "integer type of its result", "zero point");
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Product(m => m.Weights("y2", [2], 1, 2).Graph.Node[0].Input[6] = "y2"),
            node,
            "2 scales",
            "one scale"
        );
        RefusalTests.Refused(
            ExitCode.BadInput,
            Product(m => m.Graph.Node[0].Input[0] = "v"),
            node,
            "does not hold integers",
            "QuantizeLinear"
        );
        RefusalTests.Refused(ExitCode.BadInput, Product(m => m.Scalar("none", 0).Graph.Node[0].Input[1] = "none"), node, "above zero");
        RefusalTests.Refused(
            ExitCode.BadInput,
            Product(m => m.Weights("three", [3], 1, 2, 3).Graph.Node[0].Input[4] = "three"),
            node,
            "its 3 scales do not fit"
        );
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Of(Microsoft, Product(m => (m.Graph.Node[0].OpType, m.Graph.Node[0].Name) = ("QLinearSoftmax", "soft"))),
            "node 'soft' (operator QLinearSoftmax, domain com.microsoft)",
            "QDQ"
        );
    }

    [Fact]
    public void What_ONNX_Runtime_writes_for_itself_is_refused()
    {
        OnnxBuilder Gemm(string type, params (string, object)[] attributes)
        {
            var model = new OnnxBuilder().Typed("x", UInt8, -1, 2, 2, 2).Scalar("s", 0.5f).Stored("z", UInt8, [], 3);
            return Of(Microsoft, model.Node(type, ["x", "s", "z", "s", "z"], ["y"], attributes)).Output("y", UInt8);
        }
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Gemm("QLinearGlobalAveragePool", ("channels_last", 1)),
            "node 'qlinearglobalaveragepool_0'",
            "as quantised, not as optimised"
        );
        RefusalTests.Refused(ExitCode.Unsupported, Gemm("QGemm", ("alpha", 0.75f)), "node 'qgemm_0'", "alpha is 0.75", "set alpha to 1");
    }

    private static void Check(OnnxBuilder model, int seed, int type, double tolerance = 0)
    {
        var (low, high) = Ends(type);
        Agreement.Check(model, seed, low, high, tolerance);
    }

    private static OnnxBuilder Of(string domain, OnnxBuilder model)
    {
        model.Graph.Node[^1].Domain = domain;
        if (domain.Length > 0)
            model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        return model;
    }

    private static void Quantisation(OnnxBuilder model, Random random, string name, int type, long[] dims, float step) =>
        model.Weights(name + "_scale", dims, step).Stored(name + "_zero", type, dims, One(random, type));

    private static float Step(Random random, bool dyadic) =>
        dyadic ? MathF.ScaleB(1, -random.Next(3, 7)) : 0.005f + 0.03f * random.NextSingle();

    // ONNX Runtime has no product of signed activations and unsigned weights.
    private static (int X, int W) Types(Random random) =>
        random.Next(3) switch
        {
            0 => (UInt8, UInt8),
            1 => (UInt8, Int8),
            _ => (Int8, Int8),
        };

    private static int Type(Random random) => random.Next(2) == 0 ? UInt8 : Int8;

    private static (int Low, int High) Ends(int type) => type == UInt8 ? (0, byte.MaxValue) : (sbyte.MinValue, sbyte.MaxValue);

    private static int One(Random random, int type) => Many(random, type, 1)[0];

    private static int[] Many(Random random, int type, int count)
    {
        var (low, high) = Ends(type);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(low, high + 1))];
    }

    private static (string, object)[] Window(Random random, int groups) =>
        [
            ("group", groups),
            ("pads", new long[] { random.Next(3), random.Next(2), random.Next(3), random.Next(2) }),
            ("strides", new long[] { random.Next(1, 3), random.Next(1, 3) }),
            ("dilations", new long[] { random.Next(1, 3), random.Next(1, 3) }),
        ];
}
