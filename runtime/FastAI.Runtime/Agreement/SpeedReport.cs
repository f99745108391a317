namespace FastAI.Runtime.Agreement;

/// <summary>Host speed of one thread, events in memory to results in memory; says nothing of the firmware.</summary>
/// <param name="EmulatorPerSecond">Events per second of the emulator.</param>
/// <param name="ReferencePerSecond">Events per second of ONNX Runtime, every optimisation on.</param>
/// <param name="Ratio">Emulator over ONNX Runtime.</param>
public sealed record SpeedReport(double EmulatorPerSecond, double ReferencePerSecond, double Ratio);
