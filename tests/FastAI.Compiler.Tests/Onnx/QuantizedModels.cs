using FastAI.Compiler.Onnx.Proto;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>What models of quantised numbers are written with.</summary>
internal static class QuantizedModels
{
    public const int UInt8 = 2,
        Int8 = 3,
        UnsignedShort = 4,
        Short = 5,
        Int = 6;

    public const string Qonnx = "qonnx.custom_op.general";

    /// <summary>An initializer of a small integer type.</summary>
    public static OnnxBuilder Stored(this OnnxBuilder builder, string name, int type, long[] dims, params int[] values)
    {
        builder.Graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = type,
                Dims = { dims },
                Int32Data = { values },
            }
        );
        return builder;
    }

    /// <summary>A tensor to integers and back: <paramref name="to"/>.</summary>
    public static OnnxBuilder QuantizeDequantize(this OnnxBuilder builder, string from, string to, float scale, int type, int zero = 0) =>
        builder
            .Scalar(to + "_scale", scale)
            .Stored(to + "_zero", type, [], zero)
            .Node("QuantizeLinear", [from, to + "_scale", to + "_zero"], [to + "_q"])
            .Node("DequantizeLinear", [to + "_q", to + "_scale", to + "_zero"], [to]);

    /// <summary>A Quant of QONNX.</summary>
    public static OnnxBuilder Quant(
        this OnnxBuilder builder,
        string from,
        string to,
        float scale,
        float zero,
        int bits,
        params (string, object)[] attributes
    )
    {
        builder
            .Scalar(to + "_scale", scale)
            .Scalar(to + "_zero", zero)
            .Scalar(to + "_bits", bits)
            .Node("Quant", [from, to + "_scale", to + "_zero", to + "_bits"], [to], attributes);
        builder.Graph.Node[^1].Domain = Qonnx;
        if (builder.Model.OpsetImport.All(set => set.Domain != Qonnx))
            builder.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Qonnx, Version = 1 });
        return builder;
    }
}
