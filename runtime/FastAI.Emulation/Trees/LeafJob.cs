namespace FastAI.Emulation.Trees;

/// <summary>Adds one column of a tree's leaves to a target.</summary>
/// <param name="Tree">Which tree of its group.</param>
/// <param name="Table">First byte of the tables: for each part of the leaves' bits one, of 16 or 256 entries.</param>
internal readonly record struct LeafJob(int Tree, int Table);
