using System.Collections.Immutable;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// A model as scalar integer words without time: what is computed, not when. Build one with <see cref="CircuitBuilder"/>;
/// <see cref="CircuitVerifier"/> states what holds.
/// </summary>
/// <param name="Name">Name of the model in lower snake case.</param>
/// <param name="Words">All words; operands have smaller indices.</param>
/// <param name="Inputs">Input ports in model order.</param>
/// <param name="Outputs">Output ports in model order.</param>
/// <param name="Layers">Names of the layers that words belong to.</param>
public sealed record Circuit(
    string Name, ImmutableArray<Word> Words, ImmutableArray<CircuitInput> Inputs, ImmutableArray<CircuitOutput> Outputs, ImmutableArray<string> Layers);
