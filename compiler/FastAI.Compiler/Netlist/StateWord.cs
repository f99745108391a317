using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>What a <see cref="CircuitState"/> holds when a sample enters: a source as an input is.</summary>
/// <param name="Range">Interval of everything that it ever holds.</param>
/// <param name="Layer">Layer of the state.</param>
/// <param name="Index">Index into <see cref="Circuit.States"/>.</param>
public sealed record StateWord(Interval Range, int Layer, int Index) : Word(Range, Layer);
