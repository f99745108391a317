namespace FastAI.Compiler.Estimation;

/// <summary>The share of one layer.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Words">Words that are computed in it, wires included.</param>
/// <param name="Resources">What they need; registers count for the layer that makes the word.</param>
/// <param name="FirstStage">Stage of its first word that is no wire.</param>
/// <param name="LastStage">Stage of its last one.</param>
public sealed record LayerEstimate(string Layer, int Words, Resources Resources, int FirstStage, int LastStage);
