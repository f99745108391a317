namespace FastAI.Emulation.Trees;

/// <summary>Jobs of one group of trees for one target; the sums of each part fit a byte.</summary>
/// <param name="Target">The target.</param>
/// <param name="FirstJob">The first job.</param>
/// <param name="Jobs">How many.</param>
/// <param name="Spill">Whether the 16-bit sums of the target must be emptied after this run, before they overflow.</param>
internal readonly record struct LeafRun(int Target, int FirstJob, int Jobs, bool Spill);
