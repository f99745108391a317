namespace FastAI.Runtime.Agreement;

/// <summary>Some events through both models.</summary>
/// <param name="First">Position of the first event in the data.</param>
/// <param name="Count">How many.</param>
/// <param name="Floats">For each output of the model the float values for the data as they are.</param>
/// <param name="Fixed">Mantissas of all outputs, event after event.</param>
internal sealed record EventBlock(long First, int Count, IReadOnlyList<double[]> Floats, long[] Fixed);
