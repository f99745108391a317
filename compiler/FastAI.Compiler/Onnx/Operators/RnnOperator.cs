using FastAI.Compiler.Onnx.Recurrent;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class RnnOperator() : RecurrentOperator("RNN")
{
    public override void Import(OperatorCall call)
    {
        var layer = new RecurrentLayer(call, RnnCell.Gates);
        var functions = RecurrentActivation.Of(call, layer.Directions, "Tanh");
        layer.Run([.. functions.Select((own, d) => new RnnCell(call.Emit, layer.Matrices(d), own))]);
    }
}
