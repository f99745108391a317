namespace FastAI.Cli;

/// <summary>One resource as the compiler estimates it and as open synthesis maps it.</summary>
/// <param name="Name">The resource; depth counts cells on the longest path between registers.</param>
/// <param name="Estimate">The compiler's estimate, where it makes one.</param>
/// <param name="Synthesis">What synthesis used.</param>
internal sealed record SynthesisFigure(string Name, long? Estimate, long Synthesis)
{
    /// <summary>Estimate over synthesis; null where either is missing or zero.</summary>
    public double? Ratio => Estimate is > 0 && Synthesis > 0 ? (double)Estimate.Value / Synthesis : null;
}
