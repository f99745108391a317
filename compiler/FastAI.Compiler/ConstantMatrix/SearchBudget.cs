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
        double factor = options.Effort switch
        {
            <= 0 => 0,
            1 => 1,
            2 => 6,
            _ => 60,
        };
        double power = Math.Pow(Math.Min(digits, LinearFrom), 1.7) * Math.Max(1, digits / LinearFrom);
        return new SearchBudget(options.Iterations, factor * power * (options.DepthSlack switch { null => 110, 0 => 18, _ => 36 }));
    }

    /// <summary>Share of the budget that is used, 1 or more at its end.</summary>
    public double Share(long iterations, long work)
        => Iterations is { } limit ? (iterations >= limit ? 1 : (double)iterations / limit) : Work <= 0 ? 1 : (work + (IterationWork * iterations)) / Work;
}
