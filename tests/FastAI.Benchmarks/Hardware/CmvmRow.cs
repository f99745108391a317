namespace FastAI.Benchmarks.Hardware;

/// <summary>A family of matrices with weights from -(2^(bits-1)-1) to 2^(bits-1)-1, and the best public solver's cost in bits and seconds
/// for one of them.</summary>
/// <param name="Rows">Inputs.</param>
/// <param name="Columns">Outputs.</param>
/// <param name="Bits">Bits of a weight.</param>
/// <param name="Free">With free depth.</param>
/// <param name="Least">At the least depth.</param>
/// <param name="Two">At most two levels above it.</param>
internal sealed record CmvmRow(
    int Rows,
    int Columns,
    int Bits,
    (long Bits, double Seconds) Free,
    (long Bits, double Seconds) Least,
    (long Bits, double Seconds) Two
)
{
    /// <summary>Every family of the reference.</summary>
    public static readonly CmvmRow[] All =
    [
        new(16, 16, 4, (2101, .03), (2221, .01), (2101, .01)),
        new(16, 16, 6, (3164, .05), (3338, .02), (3164, .04)),
        new(16, 16, 8, (4219, .12), (4469, .05), (4219, .06)),
        new(16, 64, 6, (11000, .58), (11803, .14), (11314, .22)),
        new(32, 32, 4, (7923, .30), (8297, .10), (8011, .11)),
        new(32, 32, 6, (11743, .54), (12454, .12), (11957, .21)),
        new(32, 32, 8, (15492, .66), (16304, .18), (15492, .36)),
        new(64, 32, 6, (22757, 1.8), (23751, .47), (22757, .90)),
        new(64, 64, 4, (29334, 2.8), (30673, .71), (29531, 1.8)),
        new(64, 64, 6, (43560, 5.9), (45441, 1.5), (43560, 2.9)),
        new(64, 64, 8, (57897, 9.9), (60103, 2.6), (58067, 5.2)),
    ];

    public string Name => $"{Rows}x{Columns}_b{Bits}";

    /// <summary>The public solver's figures under a limit of levels above the least depth.</summary>
    public (long Bits, double Seconds) Published(int? slack) =>
        slack switch
        {
            null => Free,
            0 => Least,
            _ => Two,
        };

    /// <summary>A matrix of the family whose weights are uniform, as those of the reference are.</summary>
    public long[,] Random(int seed)
    {
        var random = new Random((seed * 1000) + (Rows * 10) + Bits);
        long largest = (1L << (Bits - 1)) - 1;
        var weights = new long[Rows, Columns];
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Columns; j++)
            weights[i, j] = random.NextInt64(-largest, largest + 1);
        return weights;
    }
}
