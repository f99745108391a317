using FastAI.Compiler.Onnx.Recurrent;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class LstmOperator() : RecurrentOperator("LSTM", OperatorAttribute.Integer("input_forget", 0))
{
    public override void Import(OperatorCall call)
    {
        var layer = new RecurrentLayer(call, LstmCell.Gates);
        var functions = RecurrentActivation.Of(call, layer.Directions, "Sigmoid", "Tanh", "Tanh");
        bool coupled = call.Flag("input_forget");
        layer.Run([.. functions.Select((own, d) => new LstmCell(call.Emit, layer.Matrices(d, LstmCell.Peepholes), own, coupled))]);
    }
}
