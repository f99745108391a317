using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>
/// A recurrent layer unrolled in space over its sequence, whose length is part of the model. Tensors of a step are named
/// <c>(output)/t(position in the sequence)/(gate)</c>, with the direction before the step where there are two.
/// </summary>
internal sealed class RecurrentLayer
{
    private readonly OperatorCall call;
    private readonly RecurrentWeights weights;
    private readonly Tensor x;
    private readonly bool rowsFirst;
    private readonly int steps;
    private readonly int rows;
    private readonly string direction;
    private readonly int[] lengths;
    private readonly Tensor? initialHidden;
    private readonly Tensor? initialCell;

    public RecurrentLayer(OperatorCall call, int gates)
    {
        this.call = call;
        direction = call.Text("direction");
        if (direction is not ("forward" or "reverse" or "bidirectional"))
            throw FastAIException.BadInput($"its attribute 'direction' is '{direction}' instead of forward, reverse or bidirectional");
        rowsFirst =
            call.Opset >= 14
            && call.Integer("layout") switch
            {
                0 => false,
                1 => true,
                var other => throw FastAIException.BadInput($"its attribute 'layout' is {other} instead of 0 or 1"),
            };
        x = call.Input(0);
        if (x.Layout.Rank != 3)
            throw FastAIException.BadInput($"its input 0 is {x.Layout} instead of 3 dimensions");
        int rowAxis = rowsFirst ? 0 : 1;
        for (int axis = 0; axis < 3; axis++)
            if (axis != rowAxis)
                x.Layout.RequireNoBatch(axis, axis == 2 ? "sums" : "steps");
        (steps, rows) = (x.Layout[1 - rowAxis], x.Layout[rowAxis]);
        if (steps == 0 || rows == 0)
            throw FastAIException.BadInput($"its input 0 is {x.Layout}: it has no steps");
        Directions = direction == "bidirectional" ? 2 : 1;
        weights = RecurrentWeights.Of(call, Directions, gates);
        if (x.Layout[2] != weights.InputSize)
            throw FastAIException.BadInput($"its input 0 is {x.Layout}, but W is {weights.W.Layout}");
        lengths = Lengths();
        initialHidden = Initial(5, "initial_h");
        initialCell = gates == LstmCell.Gates ? Initial(6, "initial_c") : null;
    }

    public int Directions { get; }

    /// <summary>Weights of the gates of one direction.</summary>
    /// <param name="direction">Which direction.</param>
    /// <param name="peepholes">For each gate its position in P or -1; null when the cell has none.</param>
    public GateMatrices[] Matrices(int direction, int[]? peepholes = null) =>
        [.. Enumerable.Range(0, weights.Gates).Select(gate => GateMatrices.Of(weights, direction, gate, peepholes?[gate] ?? -1))];

    /// <summary>Unrolls the cells, one for each direction, and returns the node's outputs.</summary>
    public void Run(RecurrentCell[] cells)
    {
        var results = new StepResults(steps, Directions, rows, weights.HiddenSize, x.Layout, rowsFirst);
        for (int d = 0; d < Directions; d++)
        {
            string prefix =
                Directions == 1 ? ""
                : d == 0 ? "forward/"
                : "reverse/";
            var groups = Enumerable.Range(0, rows).GroupBy(row => lengths[row]).ToArray();
            foreach (var group in groups)
                Unroll(cells[d], d, [.. group], group.Key, groups.Length == 1 ? prefix : $"{prefix}length{group.Key}/", results);
        }
        results.Return(call);
    }

    private void Unroll(RecurrentCell cell, int d, int[] group, int length, string prefix, StepResults results)
    {
        bool backward = direction == "reverse" || d == 1;
        var state = new CellState(
            StateOf(initialHidden, d, group, prefix + "initial_h"),
            StateOf(initialCell, d, group, prefix + "initial_c")
        );
        for (int i = 0; i < length; i++)
        {
            int step = backward ? length - 1 - i : i;
            int[] starts = [.. group.Select(row => (rowsFirst ? row * steps + step : step * rows + row) * weights.InputSize)];
            state = cell.Step(new(x, starts, x.Layout.HasBatch), state, $"{prefix}t{step}");
            results.AddStep(step, d, group, (VariableTensor)state.Hidden!);
        }
        results.AddLast(d, group, (VariableTensor)state.Hidden!, (VariableTensor?)state.Cell);
    }

    private int[] Lengths()
    {
        if (call.OptionalIntegers(4, "sequence_lens") is not { } given)
            return [.. Enumerable.Repeat(steps, rows)];
        long[] values = [.. given.Known()];
        if (given.Layout.Rank != 1 || values.Length != rows)
            throw FastAIException.BadInput(
                $"its input 4 (sequence_lens) is {given.Layout} instead of one length for each row of the batch"
            );
        int wrong = Array.FindIndex(values, length => length < 1 || length > steps);
        if (wrong >= 0)
            throw FastAIException.BadInput($"element {wrong} of its input 4 (sequence_lens) is {values[wrong]}, outside 1 to {steps}");
        return [.. values.Select(length => (int)length)];
    }

    private Tensor? Initial(int index, string name)
    {
        if (call.Optional(index) is not { } tensor)
            return null;
        int rowAxis = rowsFirst ? 0 : 1;
        int[] extents = rowsFirst ? [rows, Directions, weights.HiddenSize] : [Directions, rows, weights.HiddenSize];
        var layout = tensor.Layout;
        // A constant without a batch axis serves every event.
        bool batch = !layout.HasBatch || layout.BatchAxis == rowAxis && x.Layout.HasBatch && layout.Outer == x.Layout.Outer;
        if (!layout.Extents.AsSpan().SequenceEqual(extents) || !batch)
            throw FastAIException.BadInput(
                $"its input {index} ({name}) is {layout}, which does not fit the input {x.Layout}, {Directions} directions and {weights.HiddenSize} units"
            );
        return tensor is Constant constant && constant.Numbers().All(value => value == 0) ? null : tensor;
    }

    private Tensor? StateOf(Tensor? initial, int d, int[] group, string part)
    {
        if (initial is null)
            return null;
        int hidden = weights.HiddenSize;
        var layout = new Layout([group.Length, hidden], x.Layout.HasBatch ? 0 : -1);
        int[] map = [.. group.SelectMany(row => Enumerable.Range((rowsFirst ? row * Directions + d : d * rows + row) * hidden, hidden))];
        return call.Emit.Map(initial, layout, map, part);
    }
}
