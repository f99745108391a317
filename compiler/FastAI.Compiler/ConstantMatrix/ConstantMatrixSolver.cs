namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Finds a cheap shift-and-add graph for a constant matrix-vector product.</summary>
public static class ConstantMatrixSolver
{
    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    public static ShiftAddGraph Solve(
        ConstantMatrixProblem problem, CmvmOptions? options = null, CancellationToken cancellation = default, IProgress<double>? progress = null)
    {
        options ??= new CmvmOptions();
        var matrix = new ReducedMatrix(problem);
        if (matrix.Outputs == 0)
        {
            return DigitSum.Solve(problem);
        }

        int? limit = options.DepthSlack is { } slack ? matrix.LeastDepth + slack : null;
        var random = new SplitMix(options.Seed);
        SearchState best = Start(matrix, limit, false, ref random, cancellation);
        if (options.Effort > 0 && limit == null)
        {
            SearchState other = Start(matrix, limit, true, ref random, cancellation);
            best = other.Total < best.Total ? other : best;
        }

        long iterations = options.Iterations ?? 0;
        new LocalSearch(best, random).Run(iterations, cancellation, progress);
        return GraphAssembly.Build(best, problem);
    }

    private static SearchState Start(ReducedMatrix matrix, int? limit, bool differences, ref SplitMix random, CancellationToken cancellation)
    {
        var state = new SearchState(matrix, limit);
        if (differences)
        {
            DifferenceStart.Apply(state, 0, ref random);
        }

        new Greedy(state).Run(cancellation);
        state.Evaluate();
        return state;
    }
}
