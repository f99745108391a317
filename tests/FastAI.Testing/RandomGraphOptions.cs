namespace FastAI.Testing;

/// <summary>How large the graphs of <see cref="RandomGraphs"/> become.</summary>
public sealed record RandomGraphOptions
{
    /// <summary>Operations after the inputs (a few more may be added to make operands fit).</summary>
    public int Nodes { get; init; } = 10;

    /// <summary>Elements of the largest tensor.</summary>
    public int MaxElements { get; init; } = 40;

    /// <summary>Widest format of an input or a Quantize.</summary>
    public int MaxWidth { get; init; } = 63;

    /// <summary>Widest exact intermediate.</summary>
    public int MaxExactWidth { get; init; } = 63;

    /// <summary>Address bits of the largest table.</summary>
    public int MaxTableBits { get; init; } = 8;

    /// <summary>Everything at its limits: for software.</summary>
    public static RandomGraphOptions Any { get; } = new();

    /// <summary>Few nodes, narrow words: for tests that simulate hardware.</summary>
    public static RandomGraphOptions Small { get; } =
        new()
        {
            Nodes = 5,
            MaxElements = 8,
            MaxWidth = 20,
            MaxExactWidth = 40,
            MaxTableBits = 6,
        };

    /// <summary>Widths as in trained networks, so that narrow integer kernels apply.</summary>
    public static RandomGraphOptions Narrow { get; } =
        new()
        {
            Nodes = 10,
            MaxElements = 80,
            MaxWidth = 12,
            MaxExactWidth = 31,
        };
}
