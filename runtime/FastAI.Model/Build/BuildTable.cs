namespace FastAI.Model.Build;

/// <summary>What the look-up tables of one node are made of.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Memory">What is asked for, by the precision file or else by the options: auto, lut or block.</param>
/// <param name="Lookups">Look-ups of the design; none where the tables of the node became wires, or those of another node.</param>
/// <param name="InBlocks">Those of them in memory blocks.</param>
public sealed record BuildTable(string Node, string Memory, int Lookups, int InBlocks);
