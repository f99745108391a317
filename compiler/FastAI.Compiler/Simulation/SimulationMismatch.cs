namespace FastAI.Compiler.Simulation;

/// <summary>Where generated firmware first disagrees.</summary>
/// <param name="Event">Number of the event.</param>
/// <param name="Output">Name of the output; null when the cycle or the number of results is wrong.</param>
/// <param name="Element">Its row-major element.</param>
/// <param name="Expected">The mantissa that it had to be.</param>
/// <param name="Got">The mantissa that it is.</param>
/// <param name="Message">The mismatch in one line.</param>
public sealed record SimulationMismatch(int Event, string? Output, int? Element, long? Expected, long? Got, string Message);
