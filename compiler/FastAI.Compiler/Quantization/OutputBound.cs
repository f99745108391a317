using System.Collections.Immutable;

namespace FastAI.Compiler.Quantization;

/// <summary>
/// A proved bound of |fixed - float| for one output of the model, for every input that the input formats hold exactly.
/// The float model is the imported graph in real arithmetic; rounding the inputs is not part of it.
/// </summary>
/// <param name="Name">Name of the output.</param>
/// <param name="Bound">The bound over all elements; infinite where a function has a pole in reach or none can be given.</param>
/// <param name="Elements">The bound of each element, row-major.</param>
/// <param name="Conditions">The bound holds for events in which none of these tensors overflows; empty: always.</param>
public sealed record OutputBound(string Name, double Bound, ImmutableArray<double> Elements, ImmutableArray<string> Conditions);
