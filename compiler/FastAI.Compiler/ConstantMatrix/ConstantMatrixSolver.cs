using FastAI.Model;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Finds a cheap shift-and-add graph for a constant matrix-vector product: greedy sharing of two-term patterns, from the matrix
/// as it is and from differences of its columns, then ruin and recreate.
/// </summary>
/// <remarks>
/// Large matrices take a cheaper method, so that time and memory grow about with the weights: patterns are sought among all inputs up to
/// 2^23 pairs of inputs in all columns (256 x 256) and within groups of neighbouring inputs beyond (<see cref="ReducedMatrix.Groups"/>);
/// above 60,000 signed digits there is one start; above 36,000 the work of ruin and recreate grows no longer. Sums are always over all
/// inputs at once.
/// </remarks>
public static class ConstantMatrixSolver
{
    /// <summary>Digits up to which a sum without sharing may be the cheapest.</summary>
    private const long PlainUpTo = 500;

    /// <summary>Digits up to which differences of columns are tried too; larger matrices would take twice the memory.</summary>
    private const long TwoStartsUpTo = 60_000;

    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    /// <param name="problem">The matrix with its inputs' intervals and arrival levels.</param>
    /// <param name="options">Effort, seed and depth; the defaults if null.</param>
    /// <param name="cancellation">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <exception cref="FastAIException">The options are out of range.</exception>
    public static ShiftAddGraph Solve(
        ConstantMatrixProblem problem,
        CmvmOptions? options = null,
        CancellationToken cancellation = default,
        IProgress<double>? progress = null
    )
    {
        options ??= new CmvmOptions();
        if (options.Effort is < 0 or > 3 || options.DepthSlack is < 0 || options.Iterations is < 0)
        {
            throw new FastAIException(
                ExitCode.Usage,
                $"effort {options.Effort} must be 0 to 3, depth {options.DepthSlack} and iterations {options.Iterations} not negative"
            );
        }

        var matrix = new ReducedMatrix(problem);
        if (matrix.Outputs == 0)
        {
            return DigitSum.Solve(problem);
        }

        int? limit = options.DepthSlack is { } slack ? matrix.LeastDepth + Math.Min(slack, ConstantMatrixProblem.LargestDepth) : null;
        var random = new SplitMix(options.Seed);
        var moves = new MoveTable(matrix.LargestWeight);
        SearchState best = Start(matrix, moves, limit, options.RegisterPrice, false, ref random, cancellation);
        if (options.Effort > 0 && limit == null && matrix.Digits <= TwoStartsUpTo)
        {
            SearchState other = Start(matrix, moves, limit, options.RegisterPrice, true, ref random, cancellation);
            best = other.Total < best.Total ? other : best;
        }

        var graph = new BestGraph(problem, options.RegisterPrice);
        if (matrix.Digits <= PlainUpTo)
        {
            graph.Offer(DigitSum.Solve(problem));
        }

        new LocalSearch(best, random).Run(SearchBudget.Of(options, matrix.Digits), graph, cancellation, progress);
        return graph.Graph!;
    }

    private static SearchState Start(
        ReducedMatrix matrix,
        MoveTable moves,
        int? limit,
        double registerPrice,
        bool differences,
        ref SplitMix random,
        CancellationToken cancellation
    )
    {
        var state = new SearchState(matrix, moves, limit, registerPrice);
        if (differences)
        {
            DifferenceStart.Apply(state, 0, ref random);
        }

        new Greedy(state).Run(cancellation);
        state.Evaluate();
        return state;
    }
}
