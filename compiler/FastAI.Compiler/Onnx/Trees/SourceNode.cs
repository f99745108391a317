namespace FastAI.Compiler.Onnx.Trees;

/// <summary>An inner node as the model states it.</summary>
/// <param name="Mode">Its test.</param>
/// <param name="Feature">The element tested.</param>
/// <param name="Values">What the element is compared with: one threshold, or the members.</param>
/// <param name="WhenTrue">A node, or the complement of a leaf.</param>
/// <param name="WhenFalse">A node, or the complement of a leaf.</param>
internal sealed record SourceNode(BranchMode Mode, int Feature, double[] Values, int WhenTrue, int WhenFalse);
