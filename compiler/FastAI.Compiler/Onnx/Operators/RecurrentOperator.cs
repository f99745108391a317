namespace FastAI.Compiler.Onnx.Operators;

/// <summary>What RNN, LSTM and GRU have in common.</summary>
internal abstract class RecurrentOperator(string name, params OperatorAttribute[] own)
    : Operator(
        name,
        [
            OperatorAttribute.Reals("activation_alpha"),
            OperatorAttribute.Reals("activation_beta"),
            OperatorAttribute.Texts("activations"),
            OperatorAttribute.Real("clip"),
            OperatorAttribute.Text("direction", "forward"),
            OperatorAttribute.Integer("hidden_size"),
            .. own,
            OperatorAttribute.Integer("layout", 0).Since(14),
        ]
    )
{
    public override int FirstOpset => 7;

    public override string Remarks => "constant weights and sequence lengths; unrolled over its sequence";
}
