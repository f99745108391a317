namespace FastAI.Emulation.Trees;

/// <summary>Trees whose leaf numbers are found together before their leaves are added.</summary>
/// <param name="FirstTree">The first tree.</param>
/// <param name="Trees">How many.</param>
/// <param name="FirstRun">The first of its runs of leaves.</param>
/// <param name="Runs">How many.</param>
internal readonly record struct TreeGroup(int FirstTree, int Trees, int FirstRun, int Runs);
