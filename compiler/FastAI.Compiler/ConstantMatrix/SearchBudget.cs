namespace FastAI.Compiler.ConstantMatrix;

/// <summary>How long the local search runs: a number of iterations, or an amount of work counted in pairs and sums touched; and the bits
/// that its temperature begins at.</summary>
/// <remarks>Neither is a time, so that the same problem, options and seed give the same result on any machine.</remarks>
internal readonly record struct SearchBudget(long? Iterations, double Work, double Temperature)
{
    /// <summary>Digits from which the work grows with the digits only, no longer with their power 1.7.</summary>
    private const double LinearFrom = 12000;

    /// <summary>Digits from which the work grows no longer: what an iteration does to long sums takes the longer, and sharing has brought
    /// nearly all there is.</summary>
    private const double MostDigits = 36000;

    /// <summary>Digits up to which the published times grow faster than with the power 1.7, as those of small matrices are the least
    /// exact: this keeps all within 30 times.</summary>
    private const double SmallTo = 800;

    /// <summary>Digits from which the published times grow faster than with the power 1.7, little where depth is the least.</summary>
    private const double SteepFrom = 3000;

    /// <summary>Least work of an iteration, so that those that find nothing to do end as well.</summary>
    private const long IterationWork = 256;

    /// <summary>The budget of an effort for a matrix with this many signed digits.</summary>
    public static SearchBudget Of(CmvmOptions options, long digits)
    {
        double one = WorkOf(options, digits);
        double most = Math.Min(WorkOf(options with { Effort = 3 }, digits), WorkOf(options with { Effort = 1 }, (long)LinearFrom));
        return new(
            options.Iterations,
            Math.Max(one, Math.Min(most, WorkOf(options, digits * options.Places))),
            TemperatureOf(options, digits)
        );
    }

    private static double WorkOf(CmvmOptions options, long digits)
    {
        // measured: effort 1 takes about as long as the best public solver, which under a depth limit is quicker on small matrices; effort
        // 3 about 30 times
        bool least = options.DepthSlack == 0;
        ReadOnlySpan<double> factors = options.DepthSlack switch
        {
            null => [0, 80, 300, 3600],
            0 => [0, 12, 55, 700],
            _ => [0, 22, 110, 1300],
        };
        double small =
            options.Effort == 1
                ? Math.Pow(
                    Math.Min(1, digits / LinearFrom),
                    options.DepthSlack switch
                    {
                        null => 0.2,
                        0 => 0.8,
                        _ => 0.55,
                    }
                )
                : Math.Pow(Math.Min(1, digits / SmallTo), least ? 0.4 : 0.6);
        double power =
            Math.Pow(Math.Min(digits, LinearFrom), 1.7)
            * Math.Pow(
                Math.Clamp(digits / SteepFrom, 1, LinearFrom / SteepFrom),
                !least ? 0.25
                    : options.Effort < 3 ? 0
                    : 0.15
            )
            * Math.Clamp(digits / LinearFrom, 1, MostDigits / LinearFrom);
        return factors[options.Effort] * small * power;
    }

    /// <summary>Measured: a long search of a small matrix gains from a higher temperature, a large one and a short search do not.</summary>
    private static double TemperatureOf(CmvmOptions options, long digits) =>
        options.Effort < 3 ? 3 : Math.Clamp(4.5 * Math.Pow(2500.0 / Math.Max(1, digits), 0.8), 3, 4.5);

    /// <summary>Share of the budget that is used, 1 or more at its end.</summary>
    public double Share(long iterations, long work) =>
        Iterations is { } limit ? (iterations >= limit ? 1 : (double)iterations / limit)
        : Work <= 0 ? 1
        : (work + (IterationWork * iterations)) / Work;
}
