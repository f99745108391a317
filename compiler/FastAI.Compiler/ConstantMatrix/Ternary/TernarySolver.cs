using FastAI.Model;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Finds a cheap graph of adders of up to three operands for a constant matrix-vector product: greedy sharing of pairs and triples of signed
/// digits, then trees of what is left; the best of several prices of a term.
/// </summary>
public static class TernarySolver
{
    private static readonly (double Price, double Overhead)[] Trials =
    [
        (0.55, 2), (0.5, 1), (0.6, 2), (0.5, 3), (0.55, 1), (0.6, 1), (0.5, 2), (0.6, 3), (0.45, 2), (0.65, 2), (0.45, 3), (0.65, 1),
    ];

    /// <summary>Pairs of digits up to which the search takes seconds; beyond it, <see cref="ConstantMatrixSolver"/> is the method.</summary>
    private const long MaxPatterns = 200_000;

    /// <summary>Whether the matrix is small enough for this search.</summary>
    public static bool Takes(ConstantMatrixProblem problem)
    {
        long pairs = 0;
        for (int j = 0; j < problem.Outputs; j++)
        {
            long terms = 0;
            for (int i = 0; i < problem.Inputs; i++) terms += SignedDigits.Weight(problem[i, j]);
            pairs += terms * terms / 2;
        }
        return pairs <= MaxPatterns && problem.Inputs + (2L * problem.Outputs) < TernaryPattern.MaxNodes / 2;
    }

    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    /// <param name="problem">The matrix with its inputs' intervals and arrival levels.</param>
    /// <param name="options">Effort and depth; the seed is not used.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="FastAIException">The options are out of range.</exception>
    public static TernaryGraph Solve(ConstantMatrixProblem problem, CmvmOptions options, CancellationToken cancellation = default)
    {
        int trials = options.Effort switch
        {
            0 => 1,
            1 => 3,
            2 => 6,
            3 => Trials.Length,
            _ => throw new FastAIException(ExitCode.Usage, $"effort {options.Effort} must be 0 to 3"),
        };
        const int Free = 20;
        (TernaryState? State, long Cost) best = (null, long.MaxValue);
        foreach ((double price, double overhead) in Trials.AsSpan(0, trials))
        {
            var state = new TernaryState(problem, options.DepthSlack ?? Free);
            new TernarySharing(state, price, overhead).Run(cancellation);
            TernaryTrees.Build(state, cancellation);
            long cost = state.TotalCost();
            if (cost < best.Cost) best = (state, cost);
        }
        return new(problem, [.. best.State!.Nodes], [.. best.State.Rows.Select(r => r.Count == 0 ? (TernaryTerm?)null : r[0])]);
    }
}
