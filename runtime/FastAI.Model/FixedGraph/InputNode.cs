using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>An input of the model: mantissas in the given formats.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Any value of each element's format.</param>
/// <param name="Rounding">How the front end rounds a real value to its format; the graph itself sees mantissas only.</param>
/// <param name="Overflow">What the front end makes of a real value outside its format.</param>
public sealed record InputNode(string Name, TensorType Type, Rounding Rounding, Overflow Overflow) : FixedNode(Name, Type);
