namespace FastAI.Emulation.Trees;

/// <summary>
/// A tree of at most eight levels as complete blocks of at most four: one at the top and, below more than four levels, one of four levels
/// for each way out of it that leads to a node. A block's nodes lie level by level.
/// </summary>
/// <param name="Levels">Levels of nodes.</param>
/// <param name="TopNode">First node of the top block.</param>
/// <param name="Below">First entry of the ways out: the first node of the block there, or -1.</param>
internal readonly record struct BitTree(int Levels, int TopNode, int Below)
{
    /// <summary>Levels of a block.</summary>
    public const int BlockLevels = 4;

    public const int MaxLevels = 2 * BlockLevels;

    public int TopLevels => Levels <= BlockLevels ? Levels : Levels - BlockLevels;
}
