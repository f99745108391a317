namespace FastAI.Compiler.Quantization;

/// <summary>What fixed point moves in an ensemble of decision trees.</summary>
/// <param name="MovedThresholds">Tests that decide some value of the element's grid otherwise than in the float model.</param>
/// <param name="LargestMove">How far such a threshold lies from the float model's, at most.</param>
/// <param name="LeafError">Largest |fixed - float| of a leaf.</param>
public sealed record TreeRounding(int MovedThresholds, double LargestMove, double LeafError);
