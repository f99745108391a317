namespace FastAI.Emulation.Kernels;

/// <summary>Sums of one position of an affine map, one a lane: the unit of work of <see cref="AffineOutputs{S, V, W}"/>.</summary>
internal readonly record struct OutputGroup
{
    /// <summary>Where its slots begin in the kernel's list.</summary>
    public int Units { get; init; }

    /// <summary>How many slots it reads.</summary>
    public int Count { get; init; }

    /// <summary>Vectors of lanes: 1, 2 or 4.</summary>
    public int Vectors { get; init; }

    /// <summary>Where its weights begin: for each slot a word of two weights for each lane.</summary>
    public int Weights { get; init; }

    /// <summary>Where the biases, limits and targets of its lanes begin.</summary>
    public int Lanes { get; init; }

    /// <summary>Lanes in use.</summary>
    public int Outputs { get; init; }

    /// <summary>The 16-bit word of the tile where lane 0 goes when all lanes lie one after another and may
    /// be followed by padding; else -1.</summary>
    public int Start { get; init; }
}
