namespace FastAI.Runtime.Agreement;

/// <summary>Names of the compiled model's nodes and of the float tensors that they come from.</summary>
internal static class TensorNames
{
    /// <summary>Whether a node makes a tensor or one of its inner steps (<c>tensor/step</c>, <c>tensor#1</c>).</summary>
    internal static bool BelongsTo(string node, string tensor) =>
        node.StartsWith(tensor, StringComparison.Ordinal) && (node.Length == tensor.Length || node[tensor.Length] is '/' or '#');
}
