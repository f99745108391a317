namespace FastAI.Compiler.ConstantMatrix;

/// <summary>The reference without sharing: every column adds its canonical signed digits, earliest operands first.</summary>
public static class DigitSum
{
    /// <summary>Builds the graph; its depth is the least possible.</summary>
    public static ShiftAddGraph Solve(ConstantMatrixProblem problem)
    {
        var builder = new GraphBuilder(problem);
        var outputs = new PlacedValue[problem.Outputs];
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        for (int j = 0; j < problem.Outputs; j++)
        {
            var queue = new PriorityQueue<(PlacedValue Value, int Depth), (int Depth, int Order)>();
            int order = 0;
            for (int i = 0; i < problem.Inputs; i++)
            {
                int count = problem.IsZero(i) ? 0 : SignedDigits.Split(problem[i, j], digits);
                for (int d = 0; d < count; d++)
                {
                    queue.Enqueue((new PlacedValue(i, digits[d].Shift, digits[d].Sign < 0), problem.Depth[i]), (problem.Depth[i], order++));
                }
            }

            outputs[j] = PlacedValue.Zero;
            while (queue.TryDequeue(out var a, out _))
            {
                outputs[j] = a.Value;
                if (queue.TryDequeue(out var b, out _))
                {
                    int depth = 1 + Math.Max(a.Depth, b.Depth);
                    queue.Enqueue((builder.Add(a.Value, b.Value), depth), (depth, order++));
                }
            }
        }

        return builder.Build(outputs);
    }
}
