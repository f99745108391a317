namespace FastAI.Runtime.Agreement;

/// <summary>
/// How many events take another path through decision trees than in the float model: a test on the way is decided otherwise.
/// </summary>
/// <param name="Tensor">The trees' result.</param>
/// <param name="Trees">Number of trees.</param>
/// <param name="Events">Events compared.</param>
/// <param name="Changed">Events of which at least one tree is walked otherwise.</param>
/// <param name="ChangedTrees">Such trees over all events.</param>
/// <param name="FirstEvent">Position of the first such event in the data.</param>
public sealed record TreePaths(string Tensor, int Trees, long Events, long Changed, long ChangedTrees, long? FirstEvent);
