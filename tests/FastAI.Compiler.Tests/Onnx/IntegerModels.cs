using FastAI.Compiler.Onnx.Proto;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>What models of operators on quantised integers are written with.</summary>
internal static class IntegerModels
{
    public const string MicrosoftDomain = "com.microsoft";

    public static void Check(OnnxBuilder model, int seed, int type, double tolerance = 0)
    {
        var (low, high) = Ends(type);
        Agreement.Check(model, seed, low, high, tolerance);
    }

    public static OnnxBuilder Of(string domain, OnnxBuilder model)
    {
        model.Graph.Node[^1].Domain = domain;
        if (domain.Length > 0)
            model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        return model;
    }

    public static void Quantisation(OnnxBuilder model, Random random, string name, int type, long[] dims, float step) =>
        model.Weights(name + "_scale", dims, step).Stored(name + "_zero", type, dims, One(random, type));

    public static float Step(Random random, bool dyadic) =>
        dyadic ? MathF.ScaleB(1, -random.Next(3, 7)) : 0.005f + 0.03f * random.NextSingle();

    // ONNX Runtime has no product of signed activations and unsigned weights.
    public static (int X, int W) Types(Random random) =>
        random.Next(3) switch
        {
            0 => (UInt8, UInt8),
            1 => (UInt8, Int8),
            _ => (Int8, Int8),
        };

    public static int Type(Random random) => random.Next(2) == 0 ? UInt8 : Int8;

    public static (int Low, int High) Ends(int type) => type == UInt8 ? (0, byte.MaxValue) : (sbyte.MinValue, sbyte.MaxValue);

    public static int One(Random random, int type) => Many(random, type, 1)[0];

    public static int[] Many(Random random, int type, int count)
    {
        var (low, high) = Ends(type);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(low, high + 1))];
    }

    public static (string, object)[] Window(Random random, int groups) =>
        [
            ("group", groups),
            ("pads", new long[] { random.Next(3), random.Next(2), random.Next(3), random.Next(2) }),
            ("strides", new long[] { random.Next(1, 3), random.Next(1, 3) }),
            ("dilations", new long[] { random.Next(1, 3), random.Next(1, 3) }),
        ];
}
