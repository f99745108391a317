using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>The layout of ONNX Runtime's own optimiser, with channels as the last axis.</summary>
internal static class ChannelsLast
{
    public static readonly OperatorAttribute Attribute = OperatorAttribute.Integer("channels_last", 0);

    /// <exception cref="FastAIException">A node asks for it.</exception>
    public static void Refuse(OperatorCall call)
    {
        if (call.Has(Attribute.Name) && call.Flag(Attribute.Name))
            throw FastAIException.Unsupported(
                "channels_last = 1 is what ONNX Runtime's optimiser writes for itself and is not supported; give the model as quantised, not as optimised by ONNX Runtime (optimized_model_filepath)"
            );
    }
}
