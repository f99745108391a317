using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Figures against true values.</summary>
/// <param name="Truth">File name of the true values.</param>
/// <param name="Events">Events taken.</param>
/// <param name="Every">One event in this many was taken, from the first on, so that memory stays bounded.</param>
/// <param name="Regressions">Energy and time.</param>
/// <param name="Classifiers">Decisions between classes.</param>
public sealed record PhysicsReport(
    string Truth,
    int Events,
    long Every,
    ImmutableArray<RegressionReport> Regressions,
    ImmutableArray<ClassifierReport> Classifiers
);
