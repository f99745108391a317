namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Proves that a shift-and-add graph is the matrix it was made for, by deriving every node's coefficients anew.</summary>
public static class ShiftAddVerifier
{
    /// <summary>
    /// Checks order, shifts and, for every output, that its derived coefficient of each input equals the weight exactly.
    /// </summary>
    /// <exception cref="InvalidOperationException">The graph is not the matrix; the message names the first difference.</exception>
    public static void Verify(ShiftAddGraph graph, ConstantMatrixProblem problem) => Verify(graph, problem, Coefficients(graph));

    internal static void Verify(ShiftAddGraph graph, ConstantMatrixProblem problem, PackedVectors vectors)
    {
        if (graph.Outputs.Length != problem.Outputs || graph.Inputs != problem.Inputs)
        {
            throw new InvalidOperationException(
                $"the graph is {graph.Inputs}x{graph.Outputs.Length}, the matrix {problem.Inputs}x{problem.Outputs}"
            );
        }

        var coefficients = new long[problem.Inputs];
        for (int j = 0; j < problem.Outputs; j++)
        {
            ShiftAddOutput output = graph.Outputs[j];
            Array.Clear(coefficients);
            if (output.Node >= 0)
            {
                vectors.Accumulate(output.Node, (1L << output.Shift) * (output.Negate ? -1 : 1), coefficients);
            }

            for (int i = 0; i < problem.Inputs; i++)
            {
                long expected = problem.IsZero(i) ? 0 : problem[i, j];
                long found = coefficients[i];
                if (found != expected)
                {
                    throw new InvalidOperationException(
                        $"output {j} has the coefficient {found} for input {i} where the matrix has {expected}"
                    );
                }
            }
        }
    }

    /// <summary>The exact coefficient of every input in every index (inputs first), derived from the adders alone.</summary>
    internal static PackedVectors Coefficients(ShiftAddGraph graph)
    {
        var vectors = new PackedVectors(graph.Inputs);
        var vector = new long[graph.Inputs];
        for (int i = 0; i < graph.Inputs + graph.Nodes.Length; i++)
        {
            Array.Clear(vector);
            if (i < graph.Inputs)
            {
                vector[i] = 1;
            }
            else
            {
                ShiftAddNode n = graph.Nodes[i - graph.Inputs];
                if (n.Left >= i || n.Right >= i || n.Left < 0 || n.Right < 0 || Math.Min(n.LeftShift, n.RightShift) != 0)
                {
                    throw new InvalidOperationException($"node {i} is malformed: {n}");
                }

                vectors.Accumulate(n.Left, 1L << n.LeftShift, vector);
                vectors.Accumulate(n.Right, (1L << n.RightShift) * (n.Subtract ? -1 : 1), vector);
            }

            vectors.Add(vectors.Pack(vector));
        }

        return vectors;
    }
}
