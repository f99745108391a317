using FastAI.Compiler.Onnx.Operators;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>The operators on quantised integers that onnxruntime's static quantisation writes in its QOperator format.</summary>
internal static class QuantizedOperators
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Domain = "com.microsoft";

    /// <summary>One declaration of each.</summary>
    public static IEnumerable<Operator> All()
    {
        yield return new IntegerProductOperator("MatMulInteger", new MatMulOperator());
        yield return new IntegerProductOperator("ConvInteger", new ConvOperator());
        yield return new QuantizedProductOperator("", "QLinearMatMul", new MatMulOperator());
        yield return new QuantizedProductOperator("", "QLinearConv", new ConvOperator(), [.. new ConvOperator().Attributes]);
        yield return new QuantizedProductOperator(
            Domain,
            "QLinearConv",
            new ConvOperator(),
            [.. new ConvOperator().Attributes, ChannelsLast.Attribute]
        );
        yield return new QuantizedProductOperator(
            Domain,
            "QGemm",
            new GemmOperator(),
            OperatorAttribute.Real("alpha", 1.0),
            OperatorAttribute.Integer("transA", 0),
            OperatorAttribute.Integer("transB", 0)
        );
        yield return new QuantizedSumOperator();
        yield return new QuantizedProductOperator(Domain, "QLinearMul", new ArithmeticOperator("Mul"));
        yield return new QuantizedSigmoidOperator();
        yield return new QuantizedLeakyReluOperator();
        yield return new QuantizedConcatOperator();
        var global = new GlobalPoolOperator("GlobalAveragePool", average: true);
        yield return new QuantizedPoolOperator("QLinearGlobalAveragePool", global, ChannelsLast.Attribute);
        var pool = new PoolOperator("AveragePool", average: true);
        yield return new QuantizedPoolOperator(
            "QLinearAveragePool",
            pool,
            [.. pool.Attributes.Where(a => a.Name != "dilations").Select(a => a.Since(1)), ChannelsLast.Attribute]
        );
        yield return new QuantizeLinearOperator(Domain);
        yield return new DequantizeLinearOperator(Domain);
    }
}
