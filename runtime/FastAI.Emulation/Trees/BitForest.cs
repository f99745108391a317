namespace FastAI.Emulation.Trees;

/// <summary>An ensemble as <see cref="BitForestStep{S, B, P, V, W}"/> computes it.</summary>
/// <param name="Features">The elements that the trees test.</param>
/// <param name="Trees">The trees, those of one target one after another.</param>
/// <param name="FeatureParts">Parts of each element.</param>
/// <param name="Nodes">For each node and part, the lowest part first, the plane that it looks at.</param>
/// <param name="Below">For each way out of a top block the first node of the block there, or -1.</param>
/// <param name="Groups">Trees that are added together.</param>
/// <param name="Runs">For each group and target what is added.</param>
/// <param name="Jobs">What runs are made of.</param>
/// <param name="Tables">Parts of the leaves, less the least leaf of the tree, for each leaf number.</param>
/// <param name="PartBits">Bits of a part.</param>
/// <param name="Parts">Parts of a leaf.</param>
/// <param name="Sums">For each target what the sums start from, modulo 2^32.</param>
internal sealed record BitForest(
    FeatureBits[] Features,
    int FeatureParts,
    BitTree[] Trees,
    ushort[] Nodes,
    int[] Below,
    TreeGroup[] Groups,
    LeafRun[] Runs,
    LeafJob[] Jobs,
    byte[] Tables,
    int PartBits,
    int Parts,
    int[] Sums
)
{
    /// <summary>Trees of a group at most.</summary>
    public const int MaxGroup = 16;

    /// <summary>Bits of the range of an element's limits at most.</summary>
    public const int MaxFeatureBits = 28;

    /// <summary>Planes that 16 bits can name by their offset in steps of eight bytes.</summary>
    public static int MaxPlanes(int lanes) => (1 << 16) / (lanes / 2);

    /// <summary>Whether leaf numbers take more than four bits.</summary>
    public bool Wide => Trees.Any(t => t.Levels > BitTree.BlockLevels);

    /// <summary>Planes of all features.</summary>
    public int Planes => Features[^1].FirstPlane[^1];
}
