using FastAI.Compiler.Onnx.Recurrent;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class GruOperator() : RecurrentOperator("GRU", OperatorAttribute.Integer("linear_before_reset", 0))
{
    public override void Import(OperatorCall call)
    {
        var layer = new RecurrentLayer(call, GruCell.Gates);
        var functions = RecurrentActivation.Of(call, layer.Directions, "Sigmoid", "Tanh");
        bool linearBeforeReset = call.Flag("linear_before_reset");
        layer.Run([.. functions.Select((own, d) => new GruCell(call.Emit, layer.Matrices(d), own, linearBeforeReset))]);
    }
}
