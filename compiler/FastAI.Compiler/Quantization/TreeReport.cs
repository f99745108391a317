namespace FastAI.Compiler.Quantization;

/// <summary>What became of one ensemble of decision trees.</summary>
/// <param name="Tensor">The scores.</param>
/// <param name="Trees">Number of trees that are left.</param>
/// <param name="Tests">Tests of all of them.</param>
/// <param name="DistinctTests">Different ones.</param>
/// <param name="Rounding">What stated formats and rounding moved.</param>
/// <param name="ScoreError">Proved bound of |fixed - float| of a score when the tested elements are those of the float model.</param>
/// <param name="Events">Calibration events whose paths were compared.</param>
/// <param name="ChangedEvents">Those of which at least one tree is walked otherwise than in the float model.</param>
/// <param name="ChangedWalks">Such walks of trees over all events.</param>
public sealed record TreeReport(
    string Tensor,
    int Trees,
    int Tests,
    int DistinctTests,
    TreeRounding Rounding,
    double ScoreError,
    long Events,
    long ChangedEvents,
    long ChangedWalks
);
