using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation;

/// <summary>An input or output of the model.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Shape">Shape of one event, without the batch.</param>
/// <param name="Formats">Format of each element, row-major.</param>
/// <param name="Offset">Where its elements begin among those of one event.</param>
public sealed record PortInfo(string Name, Shape Shape, PerElement<FixedFormat> Formats, int Offset);
