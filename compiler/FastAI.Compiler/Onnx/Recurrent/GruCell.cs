using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>
/// z = f(Wz x + Rz H), r = f(Wr x + Rr H), g = g(Wh x + Rh (r H)) or, with the linear map before the reset, g(Wh x + r (Rh H + Rbh)),
/// H' = (1 - z) g + z H, with the biases added; g is the gate that ONNX calls h.
/// </summary>
internal sealed class GruCell(Emitter emit, GateMatrices[] gates, RecurrentActivation[] functions, bool linearBeforeReset)
    : RecurrentCell(emit, gates)
{
    public const int Gates = 3;

    private const int Update = 0,
        Reset = 1,
        Candidate = 2;

    public override CellState Step(StepSample sample, CellState state, string step)
    {
        string name = step + "/g";
        var update = functions[0].Apply(Emit, Argument(Update, sample, state.Hidden, step + "/z"), step + "/z");
        var argument = Added(Input(Candidate, sample, name + "/input"), Remembered(sample, state.Hidden, step), name + "/sum");
        var candidate = functions[1].Apply(Emit, argument, name);
        var open = Emit.Scale(update, -1, 1, step + "/z/complement");
        if (state.Hidden is null)
            return new(Emit.Binary(BinaryOperation.Multiply, open, candidate, step + "/hidden"), null);
        var added = Emit.Binary(BinaryOperation.Multiply, open, candidate, step + "/hidden/added");
        var kept = Emit.Binary(BinaryOperation.Multiply, update, state.Hidden, step + "/hidden/kept");
        return new(Emit.Binary(BinaryOperation.Add, added, kept, step + "/hidden"), null);
    }

    // What the candidate takes from the state; null when it is zero, and the reset gate then has no effect.
    private Tensor? Remembered(StepSample sample, Tensor? hidden, string step)
    {
        string name = step + "/g";
        if (hidden is null)
        {
            if (!linearBeforeReset || StateBias(Candidate) is not { } bias)
                return StateBias(Candidate);
            return Emit.Affine(ResetGate(sample, null, step), bias, null, name + "/state");
        }
        var reset = ResetGate(sample, hidden, step);
        if (!linearBeforeReset)
            return State(Candidate, Emit.Binary(BinaryOperation.Multiply, reset, hidden, name + "/reset"), sample, name + "/state");
        return Emit.Binary(BinaryOperation.Multiply, reset, State(Candidate, hidden, sample, name + "/product")!, name + "/state");
    }

    private VariableTensor ResetGate(StepSample sample, Tensor? hidden, string step) =>
        functions[0].Apply(Emit, Argument(Reset, sample, hidden, step + "/r"), step + "/r");
}
