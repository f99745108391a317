using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>
/// The weights of one gate in one direction: its rows of W, R and B. The arrays are made once and shared by all steps, so that a constant
/// matrix is recognized as the same one wherever it stands.
/// </summary>
/// <param name="Input">W of the gate with the bias Wb, as a product with a sample.</param>
/// <param name="State">R of the gate with the bias Rb, as a product with the hidden state.</param>
/// <param name="StateBias">Rb alone, for the step that has no state yet; null when it is all zero.</param>
/// <param name="Peephole">P of the gate, one factor for each unit; null when there is none.</param>
internal sealed record GateMatrices(LinearBlock Input, LinearBlock State, RealConstant? StateBias, RealConstant? Peephole)
{
    /// <param name="weights">The layer's tensors.</param>
    /// <param name="direction">Which direction, 0 first.</param>
    /// <param name="gate">Position of the gate in W, R and B.</param>
    /// <param name="peephole">Position of the gate in P, or -1.</param>
    public static GateMatrices Of(RecurrentWeights weights, int direction, int gate, int peephole)
    {
        int hidden = weights.HiddenSize;
        int row = (direction * weights.Gates + gate) * hidden;
        int inputBias = (direction * 2 * weights.Gates + gate) * hidden,
            stateBias = inputBias + weights.Gates * hidden;
        var bias = weights.B is null ? null : Part(weights.B, stateBias, hidden);
        return new(
            Block(weights.W, row, weights.InputSize, weights.B, inputBias, hidden),
            Block(weights.R, row, hidden, weights.B, stateBias, hidden),
            bias is null || bias.Numbers().All(value => value == 0) ? null : bias,
            weights.P is null || peephole < 0 ? null : Part(weights.P, (direction * RecurrentWeights.Peepholes + peephole) * hidden, hidden)
        );
    }

    private static RealConstant Part(Constant source, int first, int count) =>
        (RealConstant)source.Take(new Layout([count]), Range(first, count));

    // ONNX stores a matrix by units; a linear block has the terms of a sum as rows.
    private static LinearBlock Block(Constant matrix, int firstRow, int terms, Constant? biases, int firstBias, int hidden)
    {
        var positions = new int[terms * hidden];
        for (int k = 0; k < terms; k++)
        for (int m = 0; m < hidden; m++)
            positions[k * hidden + m] = (firstRow + m) * terms + k;
        var weights = (RealConstant)matrix.Take(new Layout([terms, hidden]), positions);
        var bias = biases is null ? null : Part(biases, firstBias, hidden);
        return new(terms, hidden, [], [], weights.Numbers(), bias?.Numbers() ?? [.. new double[hidden]], weights.Source, bias?.Source);
    }

    private static int[] Range(int first, int count) => [.. Enumerable.Range(first, count)];
}
