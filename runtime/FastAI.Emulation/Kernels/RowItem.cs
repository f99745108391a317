namespace FastAI.Emulation.Kernels;

/// <summary>Sums that lie side by side in an event's results, one a lane: the unit of work of <see cref="RowProducts{P, T}"/>.</summary>
internal readonly record struct RowItem
{
    /// <summary>Vectors of eight lanes: 1, 2 or 4. Lanes behind the last sum repeat it.</summary>
    public int Vectors { get; init; }

    /// <summary>Where its offsets begin in the kernel's list.</summary>
    public int Unit { get; init; }

    /// <summary>How many times 32 bits it reads.</summary>
    public int Units { get; init; }

    /// <summary>How many of these are twice 32 bits that follow each other: the first ones.</summary>
    public int Pairs { get; init; }

    /// <summary>Where its weights begin: 32 bits for each lane and each 32 bits read.</summary>
    public int Weights { get; init; }

    /// <summary>Where the biases of its lanes begin.</summary>
    public int Bias { get; init; }

    /// <summary>Where the limits of its lanes begin, in bytes.</summary>
    public int Limits { get; init; }

    /// <summary>Where the operand is, in bytes from the workspace's first.</summary>
    public int Source { get; init; }

    /// <summary>
    /// Where its first result goes, in bytes from the event's first, and from the workspace's first once the result has its place.
    /// </summary>
    public int Target { get; init; }
}
