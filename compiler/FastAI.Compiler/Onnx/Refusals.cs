namespace FastAI.Compiler.Onnx;

/// <summary>Why well-known operators are not supported, and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>One sentence for the user of the operator.</summary>
    public static string Reason(string domain, string name) =>
        (domain, name) switch
        {
            ("", "Loop" or "Scan") =>
                "the body of a loop is not unrolled, even when its trip count is constant; export a recurrent layer as RNN, LSTM or GRU, which are unrolled over their sequence, or write the steps one after another before exporting",
            ("", "RandomNormal" or "RandomUniform" or "RandomNormalLike" or "RandomUniformLike" or "Bernoulli" or "Multinomial") =>
                "the result is random; export the model for inference",
            ("", "NonMaxSuppression" or "Unique") => "the number of its results depends on the event",
            ("", "DynamicQuantizeLinear") =>
                "its scale is computed from the event's own data, and firmware has fixed formats; quantise the model statically, with calibration data (onnxruntime.quantization.quantize_static), so that scales are constants",
            ("", _) when name.StartsWith("Sequence", StringComparison.Ordinal) || name.StartsWith("Optional", StringComparison.Ordinal) =>
                "sequences and optional values do not exist in firmware",
            ("", _) when name.StartsWith("String", StringComparison.Ordinal) || name is "TfIdfVectorizer" or "RegexFullMatch" =>
                "strings do not exist in firmware",
            ("", _) => "it is not in the list of operators (see the documentation); express it with those that are",
            ("ai.onnx.ml", "ArrayFeatureExtractor" or "LabelEncoder") =>
                "labels are looked up after the firmware; export the probabilities or scores alone",
            ("ai.onnx.ml", _) =>
                "it is not in the list of operators (see the documentation); express the model with the operators of ONNX itself",
            ("qonnx.custom_op.general" or "finn.custom_op.general" or "onnx.brevitas", _) =>
                "of QONNX the quantisers Quant and BipolarQuant are read; export the others as operators of ONNX itself",
            (Quantized.QuantizedOperators.Domain, _) =>
                "of ONNX Runtime's own operators those on quantised integers are read that its static quantisation writes (see the documentation); give the model before ONNX Runtime optimises it, or quantise it in the QDQ format",
            _ => $"the domain '{domain}' is not supported; export the model with the operators of ONNX itself",
        };
}
