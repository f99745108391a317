using System.Collections.Immutable;
using FastAI.Model;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Finds a cheap graph of adders of up to three operands for a constant matrix-vector product: greedy sharing of pairs and triples of
/// signed digits, trees of what is left, then ruin and recreate.
/// </summary>
public static class TernarySolver
{
    /// <summary>
    /// Pairs of digits that are searched together. In a matrix with more, patterns are sought within groups of neighbouring inputs only;
    /// where that is not enough, it is cut into groups of columns too, each searched on its own, so that time and memory grow with the
    /// weights. What two groups of columns have in common is still made once if both find it.
    /// </summary>
    private const long MaxPairs = 700_000;

    /// <summary>Inputs of a group, at least.</summary>
    private const int LeastGroup = 16;

    /// <summary>Work of the default effort for each pair of digits; a matrix in groups is shared greedily at this effort.</summary>
    private const long WorkOfPair = 1500;

    /// <summary>Work of effort 3 in that of the default.</summary>
    private const double Thorough = 30;

    /// <summary>Pairs of digits from which the work grows no longer, nor with the places of a matrix: sharing greedily brings the more, the
    /// larger it is.</summary>
    private const long MostPairs = 50_000;

    /// <summary>Tries of other adders for each row in the end.</summary>
    private const int Tries = 60;

    /// <summary>Terms of a row from which it is tried as often as at effort 0, unless the effort is above the default: a try takes as long as
    /// the row, and random ones hardly find more there.</summary>
    private const int LongRow = 200;

    private const int FewTries = 12;

    /// <summary>Levels above the fewest when depth is free.</summary>
    private const int Free = 20;

    /// <summary>Inputs that a pattern's numbers leave room for.</summary>
    private const int MaxInputs = TernaryPattern.MaxNodes / 4;

    /// <summary>Whether the search has numbers for all inputs.</summary>
    public static bool Takes(ConstantMatrixProblem problem) => problem.Inputs <= MaxInputs;

    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    /// <param name="problem">The matrix with its inputs' intervals and arrival levels.</param>
    /// <param name="options">Effort, depth and seed.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <exception cref="FastAIException">The options are out of range.</exception>
    public static TernaryGraph Solve(
        ConstantMatrixProblem problem,
        CmvmOptions options,
        CancellationToken cancellation = default,
        IProgress<double>? progress = null
    )
    {
        (double Whole, double InGroups) effort = options.Effort switch
        {
            0 => (0, 0),
            1 => (1, 0),
            2 => (5, 0.1),
            3 => (Thorough, 1),
            _ => throw new FastAIException(ExitCode.Usage, $"effort {options.Effort} must be 0 to 3"),
        };
        var merged = new TernaryMerge(problem.Inputs);
        var outputs = ImmutableArray.CreateBuilder<TernaryTerm?>(problem.Outputs);
        int groupInputs = GroupInputs(problem);
        for (int first = 0; first < problem.Outputs; )
        {
            (int count, long pairs) = Group(problem, first, groupInputs, MaxPairs);
            ConstantMatrixProblem part = count == problem.Outputs ? problem : problem.Columns(first, count);
            var state = new TernaryState(part, options.DepthSlack ?? Free, groupInputs);
            bool all = count == problem.Outputs && groupInputs == problem.Inputs;
            var search = new TernaryAnnealing(state, new TernaryGreedy(state), options.Seed, options.RegisterPrice);
            search.Run(
                Work(pairs, all ? effort.Whole : effort.InGroups, options.Places),
                cancellation,
                count == problem.Outputs ? progress : null
            );
            var adders = new RowAdders(state);
            outputs.AddRange(merged.Import(state, row =>
                {
                    bool few = options.Effort == 0 || (options.Effort == 1 && state.Rows[row].Count > LongRow);
                    adders.Build(row, search.Finish(row, few ? FewTries : Tries));
                    return adders.Adders;
                }));
            first += count;
            progress?.Report((double)first / problem.Outputs);
        }
        return new(problem, merged.Nodes, outputs.MoveToImmutable());
    }

    /// <summary>Work for a group of columns: that of one matrix with the pairs of all <paramref name="places"/>, within limits.</summary>
    private static long Work(long pairs, double factor, int places)
    {
        double one = factor * Math.Min(pairs, MostPairs),
            most = Math.Min(Thorough * pairs, MostPairs);
        return (long)(WorkOfPair * Math.Max(one, Math.Min(most, factor * pairs * places)));
    }

    /// <summary>The largest groups of inputs, halved from all down, with which the pairs of digits of all columns are few enough; not
    /// below a least size.</summary>
    private static int GroupInputs(ConstantMatrixProblem problem)
    {
        int size = problem.Inputs;
        while (size > LeastGroup && Group(problem, 0, size, long.MaxValue).Pairs > MaxPairs)
            size = (size + 1) / 2;
        return size;
    }

    /// <summary>The columns from <paramref name="first"/> that are searched together, and their pairs of digits within groups of
    /// inputs; at least one column.</summary>
    private static (int Count, long Pairs) Group(ConstantMatrixProblem problem, int first, int groupInputs, long most)
    {
        long pairs = 0;
        int count = 0;
        for (; first + count < problem.Outputs; count++)
        {
            long more = 0;
            for (int start = 0; start < problem.Inputs; start += groupInputs)
            {
                long terms = 0;
                for (int i = start; i < Math.Min(problem.Inputs, start + groupInputs); i++)
                    terms += problem.IsZero(i) ? 0 : SignedDigits.Weight(problem[i, first + count]);
                more += terms * terms / 2;
            }
            if (count > 0 && (pairs + more > most || count == MaxInputs))
                break;
            pairs += more;
        }
        return (count, pairs);
    }
}
