using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement;

/// <summary>How near one output of the fixed-point model is to the float model.</summary>
/// <param name="Name">The output.</param>
/// <param name="Elements">Elements of one event.</param>
/// <param name="Format">Its format, or the first of several.</param>
/// <param name="Exact">Values whose float result, brought to the output's grid by the output's own rounding, is the fixed result.</param>
/// <param name="MaxLsb">Largest |fixed - float| in steps of the output's format.</param>
/// <param name="RmsLsb">Root mean square of fixed - float in steps.</param>
/// <param name="MeanLsb">Mean of fixed - float in steps.</param>
/// <param name="Max">Largest |fixed - float| in the output's units.</param>
/// <param name="Rms">Root mean square in the output's units.</param>
/// <param name="Histogram">Differences of the mantissas, fixed - float on the grid.</param>
/// <param name="FirstMismatch">The first value that is not exact; null when all are.</param>
/// <param name="Flipped">Events whose float and fixed result lie on different sides of the threshold; null without a threshold, and
/// for outputs of several elements.</param>
/// <param name="Bound">The proved bound held against the float model on the same inputs; null where none is proved.</param>
public sealed record OutputAgreement(
    string Name,
    int Elements,
    string Format,
    BinomialFraction Exact,
    double MaxLsb,
    double RmsLsb,
    double MeanLsb,
    double Max,
    double Rms,
    HistogramReport Histogram,
    Mismatch? FirstMismatch,
    BinomialFraction? Flipped,
    BoundCheck? Bound
);
