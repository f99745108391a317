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
        // measured so that effort 1 takes about as long as the best public solver, and effort 3 about 30 times as long
        ReadOnlySpan<double> factors = options.DepthSlack switch { null => [0, 80, 600, 5500], 0 => [0, 7, 100, 900], _ => [0, 15, 200, 1800] };
        double power = Math.Pow(Math.Min(digits, LinearFrom), 1.7) * Math.Max(1, digits / LinearFrom);
        return new SearchBudget(options.Iterations, factors[options.Effort] * power);
    }

    /// <summary>Share of the budget that is used, 1 or more at its end.</summary>
    public double Share(long iterations, long work)
        => Iterations is { } limit ? (iterations >= limit ? 1 : (double)iterations / limit) : Work <= 0 ? 1 : (work + (IterationWork * iterations)) / Work;
}
