using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>One class against all others.</summary>
/// <param name="Class">The label that counts as signal.</param>
/// <param name="Signal">Events of it.</param>
/// <param name="Background">All other events.</param>
/// <param name="Cut">Score from which an event is taken for signal.</param>
/// <param name="AreaFloat">Area under the float model's ROC curve.</param>
/// <param name="AreaFixed">Area under the fixed model's.</param>
/// <param name="Drop">Float minus fixed, with the error of a paired bootstrap.</param>
/// <param name="Float">The float model's curve.</param>
/// <param name="Fixed">The fixed model's curve.</param>
public sealed record SignalReport(
    int Class,
    long Signal,
    long Background,
    double Cut,
    Estimate AreaFloat,
    Estimate AreaFixed,
    Estimate Drop,
    RocCurve Float,
    RocCurve Fixed
);
