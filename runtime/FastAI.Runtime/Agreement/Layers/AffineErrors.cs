using FastAI.Model.FixedGraph;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>Errors through a constant linear map: each output errs by at most the sum of |weight|
/// times the errors of what it reads.</summary>
internal static class AffineErrors
{
    /// <param name="block">The map.</param>
    /// <param name="input">Type of what is read.</param>
    /// <param name="output">Type of what is written.</param>
    /// <param name="error">Error of an input element, real.</param>
    /// <param name="result">Receives the errors of the block's outputs, real.</param>
    internal static void Add(AffineBlock block, TensorType input, TensorType output, Func<int, double> error, double[] result)
    {
        var terms = new double[block.Rows];
        for (int p = 0; p < block.Positions; p++)
        {
            // In steps of the input, so that the integer weights apply.
            for (int k = 0; k < terms.Length; k++)
            {
                int source = block.InputMap[p * block.Rows + k];
                terms[k] = source < 0 ? 0 : Math.ScaleB(error(source), input[source].Fraction);
            }
            for (int m = 0; m < block.Columns; m++)
            {
                double sum = 0;
                for (int k = 0; k < terms.Length; k++)
                    if (block.Weight(k, m) is not 0 and long weight)
                        sum += Math.Abs((double)weight) * terms[k];
                int target = block.OutputMap[p * block.Columns + m];
                result[target] = Math.ScaleB(sum, -output[target].Fraction);
            }
        }
    }
}
