using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>One direction of a recurrent layer: the nodes of a step.</summary>
/// <param name="emit">Where the nodes go.</param>
/// <param name="gates">Weights of each gate.</param>
internal abstract class RecurrentCell(Emitter emit, GateMatrices[] gates)
{
    protected Emitter Emit { get; } = emit;

    /// <summary>The state after a step; its hidden state is never null.</summary>
    /// <param name="sample">The samples and where the step reads them.</param>
    /// <param name="state">The state before the step.</param>
    /// <param name="step">Prefix of the names of the step's tensors.</param>
    public abstract CellState Step(StepSample sample, CellState state, string step);

    /// <summary>W x + Wb of a gate.</summary>
    protected VariableTensor Input(int gate, StepSample sample, string part) => sample.Times(Emit, gates[gate].Input, part);

    /// <summary>R h + Rb of a gate; null when it is zero.</summary>
    protected Tensor? State(int gate, Tensor? hidden, StepSample sample, string part) =>
        hidden is null ? gates[gate].StateBias : sample.WithSamples(hidden).Times(Emit, gates[gate].State, part);

    /// <summary>The argument of a gate's function, W x + R h + Wb + Rb.</summary>
    protected VariableTensor Argument(int gate, StepSample sample, Tensor? hidden, string part) =>
        Added(Input(gate, sample, part + "/input"), State(gate, hidden, sample, part + "/state"), part + "/sum");

    /// <summary>The argument with the gate's peephole: P c added.</summary>
    protected VariableTensor Peep(int gate, VariableTensor argument, Tensor? cell, string part) =>
        cell is null || gates[gate].Peephole is not { } peephole
            ? argument
            : Emit.Binary(
                BinaryOperation.Add,
                argument,
                Emit.Affine(cell, peephole, null, part + "/peephole"),
                part + "/sum_with_peephole"
            );

    /// <summary>Rb of a gate; null when it is zero.</summary>
    protected RealConstant? StateBias(int gate) => gates[gate].StateBias;

    /// <summary>A sum of which one term may be absent or a constant.</summary>
    protected VariableTensor Added(VariableTensor x, Tensor? y, string part) =>
        y switch
        {
            null => x,
            Constant constant => Emit.Affine(x, null, constant, part),
            _ => Emit.Binary(BinaryOperation.Add, x, y, part),
        };
}
