using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Netlist;

/// <summary>An input of the model.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">Shape of one event.</param>
/// <param name="Words">For each element, row-major, the index of its <see cref="InputWord"/>; all are present, read or not.</param>
public sealed record CircuitInput(string Name, Shape Shape, ImmutableArray<int> Words);
