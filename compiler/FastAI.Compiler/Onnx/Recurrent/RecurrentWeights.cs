using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>The constant tensors of a recurrent layer, their extents checked against each other.</summary>
/// <param name="W">Weights of the samples, [directions, gates * hidden, input].</param>
/// <param name="R">Weights of the hidden state, [directions, gates * hidden, hidden].</param>
/// <param name="B">The biases Wb and Rb, [directions, 2 * gates * hidden]; null when absent.</param>
/// <param name="P">Peepholes of an LSTM, [directions, 3 * hidden]; null when absent.</param>
/// <param name="Directions">1 or 2.</param>
/// <param name="Gates">Gates of a cell.</param>
internal sealed record RecurrentWeights(Constant W, Constant R, Constant? B, Constant? P, int Directions, int Gates)
{
    /// <summary>Gates of an LSTM that look at the cell: i, o and f.</summary>
    public const int Peepholes = 3;

    public int HiddenSize => R.Layout[2];

    public int InputSize => W.Layout[2];

    /// <exception cref="FastAIException">A tensor depends on the event, or its extents do not fit.</exception>
    public static RecurrentWeights Of(OperatorCall call, int directions, int gates)
    {
        Constant w = Reals(call, 1, "W", 3)!,
            r = Reals(call, 2, "R", 3)!;
        var weights = new RecurrentWeights(
            w,
            r,
            Reals(call, 3, "B", 2),
            gates == LstmCell.Gates ? Reals(call, 7, "P", 2) : null,
            directions,
            gates
        );
        int hidden = weights.HiddenSize;
        if (hidden == 0 || weights.InputSize == 0)
            throw FastAIException.BadInput($"its weights {w.Layout} and {r.Layout} are empty");
        if (call.Has("hidden_size") && call.Integer("hidden_size") != hidden)
            throw FastAIException.BadInput($"its attribute 'hidden_size' is {call.Integer("hidden_size")}, but R is {r.Layout}");
        Require(w, "W", directions, (long)gates * hidden, weights.InputSize);
        Require(r, "R", directions, (long)gates * hidden, hidden);
        Require(weights.B, "B", directions, 2L * gates * hidden);
        Require(weights.P, "P", directions, (long)Peepholes * hidden);
        return weights;
    }

    private static Constant? Reals(OperatorCall call, int index, string name, int rank)
    {
        var constant = index < 3 ? call.Constant(index, name) : call.OptionalConstant(index, name);
        if (constant is null)
            return null;
        if (constant is not RealConstant)
            throw FastAIException.BadInput($"its input {index} ({name}) must hold real numbers");
        return constant.Layout.Rank == rank
            ? constant
            : throw FastAIException.BadInput($"its input {index} ({name}) is {constant.Layout} instead of {rank} dimensions");
    }

    private static void Require(Constant? constant, string name, params ReadOnlySpan<long> extents)
    {
        if (constant is null)
            return;
        for (int axis = 0; axis < extents.Length; axis++)
            if (constant.Layout[axis] != extents[axis] || constant.Layout.HasBatch)
                throw FastAIException.BadInput($"{name} is {constant.Layout} instead of [{string.Join(", ", extents.ToArray())}]");
    }
}
