using FastAI.Compiler.Onnx.Proto;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>
/// Writes one random network of quantised integers, as calibration gives them, in either of two ways: with the operators on integers
/// (QLinearConv and others) or with pairs of QuantizeLinear and DequantizeLinear around float operators. The same calls with the same
/// random numbers give the same network.
/// </summary>
internal sealed class QuantizedWriter(Random random, int type, bool pairs, long[] input)
{
    private const string Microsoft = "com.microsoft";
    private readonly Dictionary<string, float> scales = [];

    public OnnxBuilder Model { get; } = New(input);

    /// <summary>What comes between a float operator and its quantiser, in pairs only: a node of one input.</summary>
    public (string Operator, string[] More)? Between { get; set; }

    /// <summary>Whether biases stay real numbers, in pairs only.</summary>
    public bool RealBias { get; init; }

    /// <summary>The input of the network as integers.</summary>
    public string Quantized(string from, string to, float about = 0.11f)
    {
        Scale(to, about);
        Model.Node("QuantizeLinear", [from, to + "_scale", to + "_zero"], [to]);
        return to;
    }

    public string MatMul(string a, string to, int rows, int columns, bool perColumn)
    {
        Weights(to + "_w", [rows, columns], perColumn ? columns : 1, 1);
        Scale(to, 0.13f * MathF.Sqrt(rows));
        return Product("MatMul", "QLinearMatMul", a, to, 1, []);
    }

    /// <summary>A Gemm with a bias.</summary>
    public string Gemm(string a, string to, int rows, int columns)
    {
        Weights(to + "_w", [rows, columns], 1, 1);
        Bias(a, to, 1, columns);
        Scale(to, 0.5f * MathF.Sqrt(rows));
        return Product("Gemm", "QGemm", a, to, 1, []);
    }

    /// <summary>A 3 x 3 convolution with padding, a scale for each filter and a bias.</summary>
    public string Conv(string a, string to, int channels, int filters)
    {
        Weights(to + "_w", [filters, channels, 3, 3], filters, 0);
        Bias(a, to, filters, filters);
        Scale(to, 0.4f);
        return Product("Conv", "QLinearConv", a, to, 0, [("pads", new long[] { 1, 1, 1, 1 })]);
    }

    public string MaxPool(string a, string to)
    {
        (string, object)[] window = [("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 1, 2 })];
        if (!pairs)
        {
            Model.Node("MaxPool", [a], [to], window);
            Same(a, to);
            return to;
        }
        Same(a, to);
        Model.Node("MaxPool", [Real(a, to + "_x")], [to + "_real"], window);
        return Rounded(to);
    }

    public string AveragePool(string a, string to)
    {
        (string, object)[] window = [("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 1 })];
        Scale(to, scales[a] * 0.9f);
        if (pairs)
        {
            Model.Node("AveragePool", [Real(a, to + "_x")], [to + "_real"], window);
            return Rounded(to);
        }
        Model.Node("QLinearAveragePool", [a, a + "_scale", a + "_zero", to + "_scale", to + "_zero"], [to], window);
        return Own(to);
    }

    public string Add(string a, string b, string to)
    {
        Scale(to, scales[a] + scales[b]);
        if (pairs)
        {
            Model.Node("Add", [Real(a, to + "_x"), Real(b, to + "_y")], [to + "_real"]);
            return Rounded(to);
        }
        Model.Node("QLinearAdd", [a, a + "_scale", a + "_zero", b, b + "_scale", b + "_zero", to + "_scale", to + "_zero"], [to]);
        return Own(to);
    }

    public string Flatten(string a, string to)
    {
        Model.Node("Flatten", [a], [to]);
        Same(a, to);
        return to;
    }

    /// <summary>A tensor as real numbers.</summary>
    public string Real(string a, string to)
    {
        Model.Node("DequantizeLinear", [a, a + "_scale", a + "_zero"], [to]);
        return to;
    }

    /// <summary>Quantises the real numbers <c>to_real</c>; what is to come between is written.</summary>
    public string Rounded(string to)
    {
        string from = to + "_real";
        if (Between is var (node, more))
        {
            Model.Node(node, [from, .. more], [to + "_between"]);
            from = to + "_between";
        }
        Model.Node("QuantizeLinear", [from, to + "_scale", to + "_zero"], [to]);
        return to;
    }

    /// <summary>A step about so large and a zero point.</summary>
    public void Scale(string name, float about)
    {
        scales[name] = about * (0.7f + 0.6f * random.NextSingle());
        Model.Scalar(name + "_scale", scales[name]).Stored(name + "_zero", type, [], random.Next(-20, 20) + (type == UInt8 ? 128 : 0));
    }

    private static OnnxBuilder New(long[] input)
    {
        var model = new OnnxBuilder().Input("x", input);
        model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Microsoft, Version = 1 });
        return model;
    }

    private string Product(string real, string integer, string a, string to, int axis, (string, object)[] attributes)
    {
        string w = to + "_w",
            c = to + "_c";
        bool bias = real != "MatMul";
        if (!pairs)
        {
            string[] result = [to + "_scale", to + "_zero"];
            string[] operands = [a, a + "_scale", a + "_zero", w, w + "_scale", w + "_zero"];
            Model.Node(
                integer,
                real == "Gemm" ? [.. operands, c, .. result]
                    : bias ? [.. operands, .. result, c]
                    : [.. operands, .. result],
                [to],
                attributes
            );
            return real == "Gemm" ? Own(to) : to;
        }
        Model.Node("DequantizeLinear", [w, w + "_scale", w + "_zero"], [w + "_real"], ("axis", axis));
        if (bias && !RealBias)
            Model.Node("DequantizeLinear", [c, c + "_scale"], [c + "_real"], ("axis", 0));
        string x = Real(a, to + "_x");
        Model.Node(real, bias ? [x, w + "_real", c + "_real"] : [x, w + "_real"], [to + "_real"], attributes);
        return Rounded(to);
    }

    private void Weights(string name, long[] shape, int count, int axis)
    {
        int zero = axis == 0 ? 0 : random.Next(-9, 9);
        float[] steps = [.. Enumerable.Range(0, count).Select(_ => 0.002f + 0.01f * random.NextSingle())];
        long[] dims = count == 1 ? [] : [count];
        Model
            .Stored(name, Int8, shape, [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.Next(-127, 128))])
            .Weights(name + "_scale", dims, steps)
            .Stored(name + "_zero", Int8, dims, [.. Enumerable.Repeat(zero, count)]);
        stepsOf[name] = steps;
    }

    private readonly Dictionary<string, float[]> stepsOf = [];

    private void Bias(string a, string to, int count, int size)
    {
        string c = to + "_c";
        float[] steps = [.. stepsOf[to + "_w"].Select(step => scales[a] * step)];
        int[] integers = [.. Enumerable.Range(0, size).Select(_ => random.Next(-3000, 3000))];
        Model.Weights(c + "_scale", count == 1 ? [] : [count], steps).Stored(c, Int, [size], integers);
        if (RealBias)
            Model.Weights(c + "_real", [size], [.. integers.Select((b, i) => (b + random.NextSingle()) * steps[i % steps.Length])]);
    }

    private void Same(string a, string to)
    {
        scales[to] = scales[a];
        foreach (string part in (string[])["_scale", "_zero"])
        {
            var known = Model.Graph.Initializer.First(tensor => tensor.Name == a + part).Clone();
            known.Name = to + part;
            Model.Graph.Initializer.Add(known);
        }
    }

    private string Own(string to)
    {
        Model.Graph.Node[^1].Domain = Microsoft;
        return to;
    }
}
