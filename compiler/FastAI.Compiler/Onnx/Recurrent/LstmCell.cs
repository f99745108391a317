using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>
/// i = f(Wi x + Ri H + Pi C), f = f(Wf x + Rf H + Pf C) or 1 - i, g = g(Wc x + Rc H), C' = f C + i g, o = f(Wo x + Ro H + Po C'),
/// H' = o h(C'), with the biases added; g is the gate that ONNX calls c. The clip applies to the gates: like ONNX Runtime, and unlike a
/// literal reading of the operator's text, h takes the cell as it is.
/// </summary>
internal sealed class LstmCell(Emitter emit, GateMatrices[] gates, RecurrentActivation[] functions, bool coupled)
    : RecurrentCell(emit, gates)
{
    public const int Gates = 4;

    /// <summary>Positions of the gates in P, in their order in W: i, o, f and the candidate, which has none.</summary>
    public static readonly int[] Peepholes = [0, 1, 2, -1];

    private const int InputGate = 0,
        OutputGate = 1,
        ForgetGate = 2,
        Candidate = 3;

    public override CellState Step(StepSample sample, CellState state, string step)
    {
        var input = Gate(InputGate, sample, state.Hidden, state.Cell, step + "/i");
        var candidate = functions[1].Apply(Emit, Argument(Candidate, sample, state.Hidden, step + "/g"), step + "/g");
        string cellName = step + "/cell";
        VariableTensor cell;
        if (state.Cell is null)
            cell = Emit.Binary(BinaryOperation.Multiply, input, candidate, cellName);
        else
        {
            var forget = coupled ? Emit.Scale(input, -1, 1, step + "/f") : Gate(ForgetGate, sample, state.Hidden, state.Cell, step + "/f");
            var kept = Emit.Binary(BinaryOperation.Multiply, forget, state.Cell, cellName + "/kept");
            var added = Emit.Binary(BinaryOperation.Multiply, input, candidate, cellName + "/added");
            cell = Emit.Binary(BinaryOperation.Add, kept, added, cellName);
        }
        var output = Gate(OutputGate, sample, state.Hidden, cell, step + "/o");
        var shown = (functions[2] with { Clip = double.PositiveInfinity }).Apply(Emit, cell, cellName + "/activated");
        return new(Emit.Binary(BinaryOperation.Multiply, output, shown, step + "/hidden"), cell);
    }

    private VariableTensor Gate(int gate, StepSample sample, Tensor? hidden, Tensor? cell, string part) =>
        functions[0].Apply(Emit, Peep(gate, Argument(gate, sample, hidden, part), cell, part), part);
}
