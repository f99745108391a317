using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>A result of the model.</summary>
/// <param name="Name">Name of the port.</param>
/// <param name="Shape">Shape of one event.</param>
/// <param name="Words">For each element, row-major, the word that is its mantissa.</param>
/// <param name="Formats">Declared format of each element, which may be wider than the word.</param>
public sealed record CircuitOutput(string Name, Shape Shape, ImmutableArray<int> Words, PerElement<FixedFormat> Formats);
