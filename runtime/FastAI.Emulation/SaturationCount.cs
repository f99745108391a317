namespace FastAI.Emulation;

/// <summary>How often a Quantize met a value outside its format.</summary>
/// <param name="Tensor">Name of the Quantize.</param>
/// <param name="Values">Values quantised: events times elements.</param>
/// <param name="Limited">Those that the overflow mode changed.</param>
public sealed record SaturationCount(string Tensor, long Values, long Limited);
