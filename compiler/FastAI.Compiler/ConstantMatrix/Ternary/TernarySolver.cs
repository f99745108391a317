using System.Collections.Immutable;
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

    /// <summary>
    /// Pairs of digits that are searched together. A matrix with more is cut into groups of columns, each searched on its own, so that time and memory
    /// grow with the number of groups; what two groups have in common is still made once if both find it.
    /// </summary>
    private const long MaxPairs = 450_000;

    /// <summary>Pairs of digits in one search up to which several prices are tried.</summary>
    private const long MaxPairsOfTrials = 200_000;

    /// <summary>Inputs that a pattern's numbers leave room for.</summary>
    private const int MaxInputs = TernaryPattern.MaxNodes / 4;

    /// <summary>Whether the search has numbers for all inputs.</summary>
    public static bool Takes(ConstantMatrixProblem problem) => problem.Inputs <= MaxInputs;

    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    /// <param name="problem">The matrix with its inputs' intervals and arrival levels.</param>
    /// <param name="options">Effort and depth; the seed is not used.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <exception cref="FastAIException">The options are out of range.</exception>
    public static TernaryGraph Solve(
        ConstantMatrixProblem problem, CmvmOptions options, CancellationToken cancellation = default, IProgress<double>? progress = null)
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
        int depth = TernaryState.LeastDepth(problem) + (options.DepthSlack ?? Free);
        var merged = new TernaryMerge(problem.Inputs);
        var outputs = ImmutableArray.CreateBuilder<TernaryTerm?>(problem.Outputs);
        for (int first = 0; first < problem.Outputs;)
        {
            (int count, long pairs) = Group(problem, first);
            ConstantMatrixProblem part = count == problem.Outputs ? problem : problem.Columns(first, count);
            TernaryState state = SolveGroup(part, depth, pairs > MaxPairsOfTrials ? 1 : trials, cancellation);
            outputs.AddRange(merged.Import(state));
            first += count;
            progress?.Report((double)first / problem.Outputs);
        }
        return new(problem, merged.Nodes, outputs.MoveToImmutable());
    }

    private static TernaryState SolveGroup(ConstantMatrixProblem problem, int depth, int trials, CancellationToken cancellation)
    {
        (TernaryState? State, long Cost) best = (null, long.MaxValue);
        foreach ((double price, double overhead) in Trials.AsSpan(0, trials))
        {
            var state = new TernaryState(problem, depth);
            new TernarySharing(state, price, overhead).Run(cancellation);
            TernaryTrees.Build(state, cancellation);
            long cost = state.TotalCost();
            if (cost < best.Cost) best = (state, cost);
        }
        return best.State!;
    }

    /// <summary>The columns from <paramref name="first"/> that are searched together, and their pairs of digits; at least one column.</summary>
    private static (int Count, long Pairs) Group(ConstantMatrixProblem problem, int first)
    {
        long pairs = 0;
        int count = 0;
        for (; first + count < problem.Outputs; count++)
        {
            long terms = 0;
            for (int i = 0; i < problem.Inputs; i++) terms += problem.IsZero(i) ? 0 : SignedDigits.Weight(problem[i, first + count]);
            if (count > 0 && (pairs + (terms * terms / 2) > MaxPairs || count == MaxInputs)) break;
            pairs += terms * terms / 2;
        }
        return (count, pairs);
    }
}
