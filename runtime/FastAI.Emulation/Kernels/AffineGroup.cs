namespace FastAI.Emulation.Kernels;

/// <summary>
/// Up to four sums that read the same slots: the unit of work of the affine kernels. A sum that is not there has zero weights
/// and writes to a slot that nothing reads.
/// </summary>
internal readonly record struct AffineGroup
{
    /// <summary>Outputs of a group.</summary>
    public const int Outputs = 4;

    /// <summary>Where its slots begin in the kernel's list.</summary>
    public int Units { get; init; }

    /// <summary>How many slots it reads.</summary>
    public int Count { get; init; }

    /// <summary>Where its weights begin: <see cref="Outputs"/> for each slot.</summary>
    public int Weights { get; init; }
}
