namespace FastAI.Runtime.Agreement;

/// <summary>One value on which two models differ.</summary>
/// <param name="Event">Position of the event in the data, from 0.</param>
/// <param name="Element">Position in the tensor, row-major.</param>
/// <param name="Expected">The float model's value.</param>
/// <param name="Got">The fixed-point model's value.</param>
public sealed record Mismatch(long Event, int Element, double Expected, double Got);
