namespace FastAI.Model.Build;

/// <summary>What fixed point does to an ensemble of decision trees.</summary>
/// <param name="Tensor">The scores.</param>
/// <param name="Trees">Number of trees that are left.</param>
/// <param name="Tests">Tests of all of them.</param>
/// <param name="DistinctTests">Different ones: comparators that the hardware needs.</param>
/// <param name="MovedThresholds">Tests that decide some value of the element's grid otherwise than in the float model, because a coarser
/// format is stated for thresholds.</param>
/// <param name="LargestMove">How far such a threshold lies from the float model's, at most.</param>
/// <param name="LeafError">Largest |fixed - float| of a leaf.</param>
/// <param name="ScoreError">Proved bound of |fixed - float| of a score when the tested elements are those of the float model.</param>
/// <param name="Events">Calibration events whose paths were compared; 0 without.</param>
/// <param name="ChangedEvents">Those of which at least one tree is walked otherwise than in the float model.</param>
/// <param name="ChangedWalks">Such walks of trees over all events.</param>
public sealed record BuildTrees(
    string Tensor,
    int Trees,
    int Tests,
    int DistinctTests,
    int MovedThresholds,
    double LargestMove,
    double LeafError,
    double? ScoreError,
    long Events,
    long ChangedEvents,
    long ChangedWalks
);
