namespace FastAI.Runtime.Streaming;

/// <summary>One recorded firmware result against the compiled model.</summary>
/// <param name="Output">The model's output.</param>
/// <param name="Events">Events compared.</param>
/// <param name="Exact">Events in which both are the same number.</param>
/// <param name="LargestDifference">In units of the recorded number.</param>
/// <param name="FirstEvent">Number of the first event that differs; null when none does.</param>
/// <param name="FirstRecorded">What is recorded there.</param>
/// <param name="FirstComputed">What the model gives there.</param>
public sealed record ResultAgreement(
    string Output,
    long Events,
    long Exact,
    double LargestDifference,
    long? FirstEvent,
    long? FirstRecorded,
    double? FirstComputed
);
