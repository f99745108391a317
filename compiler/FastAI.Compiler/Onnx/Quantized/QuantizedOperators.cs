using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Operators;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>The operators on quantised integers that onnxruntime's static quantisation writes in its QOperator format.</summary>
internal static class QuantizedOperators
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Domain = "com.microsoft";

    /// <summary>One declaration of each.</summary>
    public static IEnumerable<Operator> All()
    {
        var alpha = OperatorAttribute.Real("alpha", 0.01);
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
        yield return new QuantizedOperator("QLinearAdd", new ArithmeticOperator("Add"), 2);
        yield return new QuantizedOperator("QLinearMul", new ArithmeticOperator("Mul"), 2);
        yield return new QuantizedOperator("QLinearSigmoid", new FunctionOperator("Sigmoid", FunctionKind.Sigmoid), 1);
        yield return new QuantizedOperator("QLinearLeakyRelu", new LeakyReluOperator(), 1, alpha);
        yield return new QuantizedOperator("QLinearConcat", new ConcatOperator(), -1, OperatorAttribute.Integer("axis"));
        yield return new QuantizedOperator(
            "QLinearGlobalAveragePool",
            new GlobalPoolOperator("GlobalAveragePool", average: true),
            1,
            ChannelsLast.Attribute
        );
        var pool = new PoolOperator("AveragePool", average: true);
        yield return new QuantizedOperator(
            "QLinearAveragePool",
            pool,
            1,
            [.. pool.Attributes.Where(a => a.Name != "dilations").Select(a => a.Since(1)), ChannelsLast.Attribute]
        );
        yield return new QuantizeLinearOperator(Domain);
        yield return new DequantizeLinearOperator(Domain);
    }
}
