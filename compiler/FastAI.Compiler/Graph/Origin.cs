namespace FastAI.Compiler.Graph;

/// <summary>Where a node of the graph comes from: the ONNX node's name (or its first output's, when it has none) and operator.</summary>
public sealed record Origin(string Node, string Operator)
{
    public override string ToString() => $"{Operator} '{Node}'";
}
