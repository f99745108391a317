namespace FastAI.Runtime.Agreement.Layers;

/// <summary>One tensor that both models have, on the same inputs.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Events">Events compared.</param>
/// <param name="Max">Largest |fixed - float|.</param>
/// <param name="Rms">Root mean square of fixed - float.</param>
/// <param name="MaxLsb">Largest difference in steps of its format.</param>
/// <param name="SnrDb">Power of the float tensor over power of the difference, in dB; null where there is no difference.</param>
/// <param name="Limited">Values that its Quantize limited in these events.</param>
/// <param name="Explained">Largest share of a difference in what this tensor's own formats explain, given the operands it had; above 1 it
/// is not explained. Null where no bound is proved.</param>
/// <param name="Unexplained">The first value that is not explained; null when all are.</param>
public sealed record LayerAgreement(
    string Tensor,
    long Events,
    double Max,
    double Rms,
    double MaxLsb,
    double? SnrDb,
    long Limited,
    double? Explained,
    Mismatch? Unexplained
);
