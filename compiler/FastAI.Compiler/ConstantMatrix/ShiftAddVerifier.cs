namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Proves that a shift-and-add graph is the matrix it was made for, by deriving every node's coefficients anew.</summary>
public static class ShiftAddVerifier
{
    /// <summary>
    /// Checks order, shifts and, for every output, that its derived coefficient of each input equals the weight exactly.
    /// </summary>
    /// <exception cref="InvalidOperationException">The graph is not the matrix; the message names the first difference.</exception>
    public static void Verify(ShiftAddGraph graph, ConstantMatrixProblem problem) => Verify(graph, problem, Coefficients(graph));

    internal static void Verify(ShiftAddGraph graph, ConstantMatrixProblem problem, long[][] vectors)
    {
        if (graph.Outputs.Length != problem.Outputs || graph.Inputs != problem.Inputs)
        {
            throw new InvalidOperationException(
                $"the graph is {graph.Inputs}x{graph.Outputs.Length}, the matrix {problem.Inputs}x{problem.Outputs}"
            );
        }

        for (int j = 0; j < problem.Outputs; j++)
        {
            ShiftAddOutput output = graph.Outputs[j];
            for (int i = 0; i < problem.Inputs; i++)
            {
                long expected = problem.IsZero(i) ? 0 : problem[i, j];
                long found = output.Node < 0 ? 0 : checked(vectors[output.Node][i] * (1L << output.Shift) * (output.Negate ? -1 : 1));
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
    public static long[][] Coefficients(ShiftAddGraph graph)
    {
        var vectors = new long[graph.Inputs + graph.Nodes.Length][];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = new long[graph.Inputs];
            if (i < graph.Inputs)
            {
                vectors[i][i] = 1;
                continue;
            }

            ShiftAddNode n = graph.Nodes[i - graph.Inputs];
            if (n.Left >= i || n.Right >= i || n.Left < 0 || n.Right < 0 || Math.Min(n.LeftShift, n.RightShift) != 0)
            {
                throw new InvalidOperationException($"node {i} is malformed: {n}");
            }

            long left = 1L << n.LeftShift;
            long right = (1L << n.RightShift) * (n.Subtract ? -1 : 1);
            for (int k = 0; k < graph.Inputs; k++)
            {
                vectors[i][k] = checked((vectors[n.Left][k] * left) + (vectors[n.Right][k] * right));
            }
        }

        return vectors;
    }
}
