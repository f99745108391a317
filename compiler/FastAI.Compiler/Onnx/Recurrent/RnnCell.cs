namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>H' = f(W x + R H + Wb + Rb).</summary>
internal sealed class RnnCell(Emitter emit, GateMatrices[] gates, RecurrentActivation[] functions) : RecurrentCell(emit, gates)
{
    public const int Gates = 1;

    public override CellState Step(StepSample sample, CellState state, string step)
    {
        string hidden = step + "/hidden";
        return new(functions[0].Apply(Emit, Argument(0, sample, state.Hidden, hidden), hidden), null);
    }
}
