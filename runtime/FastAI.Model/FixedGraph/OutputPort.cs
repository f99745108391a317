namespace FastAI.Model.FixedGraph;

/// <summary>A result of the model: its name for the outside and the node that makes it.</summary>
public sealed record OutputPort(string Name, int Node);
