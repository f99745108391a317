namespace FastAI.Compiler.ConstantMatrix;

/// <summary>How hard and under which limits a constant matrix-vector product is searched.</summary>
/// <remarks>The result depends on the problem and these values only, never on time or on the number of cores.</remarks>
public sealed record CmvmOptions
{
    /// <summary>0: one greedy pass; 1: two starts and a short local search; 2: about 5 times, 3: about 30 times the work of 1.</summary>
    public int Effort { get; init; } = 1;

    /// <summary>Start of the random sequence.</summary>
    public ulong Seed { get; init; }

    /// <summary>Adder levels allowed above the least possible number; null when depth is free.</summary>
    public int? DepthSlack { get; init; }

    /// <summary>What a bit that is kept from one level of adders to the next is worth, in bits of an adder. The search for adders of
    /// two operands weighs it while it goes on only under a limit of depth, else among the graphs that it comes by.</summary>
    public double RegisterPrice { get; init; }

    /// <summary>How often the adders stand in the design, at least once: the search takes as much work as one matrix with the digits of all
    /// of them, but no more than effort 3 takes for one.</summary>
    public int Places { get; init; } = 1;

    /// <summary>Iterations of the local search; null when the effort decides.</summary>
    public long? Iterations { get; init; }
}
