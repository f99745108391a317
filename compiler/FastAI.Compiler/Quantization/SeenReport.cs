namespace FastAI.Compiler.Quantization;

/// <summary>What calibration saw of one tensor.</summary>
/// <param name="Low">The least value in floating point.</param>
/// <param name="High">The greatest value in floating point.</param>
/// <param name="Saturations">Values that its quantisation limited or wrapped.</param>
/// <param name="Values">Values in all.</param>
/// <param name="SignalToNoise">
/// Mean square of the float values over that of (fixed - float), in dB, with everything before it quantised too; infinite when both agree
/// exactly, NaN when there is neither signal nor noise.
/// </param>
/// <param name="WorstError">The greatest |fixed - float|.</param>
public sealed record SeenReport(double Low, double High, long Saturations, long Values, double SignalToNoise, double WorstError);
