namespace FastAI.Model.FixedGraph;

/// <summary>An input of the model: mantissas in the given formats.</summary>
public sealed record InputNode(string Name, TensorType Type) : FixedNode(Name, Type);
