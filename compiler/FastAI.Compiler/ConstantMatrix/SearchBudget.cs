namespace FastAI.Compiler.ConstantMatrix;

/// <summary>How long the local search runs: a number of iterations, or an amount of work counted in pairs and patterns touched.</summary>
/// <remarks>Neither is a time, so that the same problem, options and seed give the same result on any machine.</remarks>
internal readonly record struct SearchBudget(long? Iterations, double Work)
{
    /// <summary>Digits from which the work grows with the digits only, no longer with their power 1.7.</summary>
    private const double LinearFrom = 12000;

    /// <summary>Least work of an iteration, so that those that find nothing to do end as well.</summary>
    private const long IterationWork = 256;

    /// <summary>The budget of an effort for a matrix with this many signed digits.</summary>
    public static SearchBudget Of(CmvmOptions options, long digits)
    {
        double one = WorkOf(options, digits);
        double most = Math.Min(WorkOf(options with { Effort = 3 }, digits), WorkOf(options with { Effort = 1 }, (long)LinearFrom));
        return new(options.Iterations, Math.Max(one, Math.Min(most, WorkOf(options, digits * options.Places))));
    }

    private static double WorkOf(CmvmOptions options, long digits)
    {
        // measured: effort 1 takes about as long as the best public solver, which under a depth limit is quicker on small matrices; effort
        // 3 about 30 times
        ReadOnlySpan<double> factors = options.DepthSlack switch
        {
            null => [0, 120, 600, 6600],
            0 => [0, 13, 100, 1080],
            _ => [0, 27, 200, 2160],
        };
        double small =
            options.Effort == 1
                ? Math.Pow(
                    Math.Min(1, digits / LinearFrom),
                    options.DepthSlack switch
                    {
                        null => 0.2,
                        0 => 0.5,
                        _ => 0.35,
                    }
                )
                : 1;
        double power = Math.Pow(Math.Min(digits, LinearFrom), 1.7) * Math.Max(1, digits / LinearFrom);
        return factors[options.Effort] * small * power;
    }

    /// <summary>Share of the budget that is used, 1 or more at its end.</summary>
    public double Share(long iterations, long work) =>
        Iterations is { } limit ? (iterations >= limit ? 1 : (double)iterations / limit)
        : Work <= 0 ? 1
        : (work + (IterationWork * iterations)) / Work;
}
