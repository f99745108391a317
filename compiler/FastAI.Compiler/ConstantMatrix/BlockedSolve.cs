namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Large matrices by groups of columns, each searched on its own, so that time and memory grow with the number of groups. What
/// two groups have in common is still made once if both find it. Least depth and depth limits hold, as they are per column.
/// </summary>
internal static class BlockedSolve
{
    private const int LargestBlock = 128 * 128;

    public static bool Needs(ConstantMatrixProblem problem) => (long)problem.Inputs * problem.Outputs > LargestBlock && problem.Outputs > 1;

    public static ShiftAddGraph Solve(
        ConstantMatrixProblem problem,
        CmvmOptions options,
        int? level,
        CancellationToken cancellation,
        IProgress<double>? progress
    )
    {
        int groups = (problem.Outputs + ColumnsPerGroup(problem) - 1) / ColumnsPerGroup(problem);
        var builder = new GraphBuilder(problem);
        var outputs = new List<PlacedValue>();
        for (int g = 0; g < groups; g++)
        {
            int first = (int)((long)problem.Outputs * g / groups);
            int end = (int)((long)problem.Outputs * (g + 1) / groups);
            ConstantMatrixProblem part = problem.Columns(first, end - first);
            ShiftAddGraph graph = ConstantMatrixSolver.SolveWhole(
                part,
                options with
                {
                    Seed = options.Seed + (ulong)g,
                },
                level,
                cancellation,
                null
            );
            outputs.AddRange(builder.Import(graph));
            progress?.Report((g + 1.0) / groups);
        }

        return builder.Build(outputs);
    }

    private static int ColumnsPerGroup(ConstantMatrixProblem problem) => Math.Max(1, LargestBlock / problem.Inputs);
}
