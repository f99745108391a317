namespace FastAI.Compiler.Onnx.Trees;

/// <summary>An inner node as the model states it.</summary>
/// <param name="Mode">Its test.</param>
/// <param name="Feature">The element tested.</param>
/// <param name="Values">What the element is compared with: one threshold, or the members.</param>
/// <param name="WhenTrue">A node, or the complement of a leaf.</param>
/// <param name="WhenFalse">A node, or the complement of a leaf.</param>
/// <param name="MissingTrue">Whether a missing value (NaN) goes on as when the test holds.</param>
internal sealed record SourceNode(BranchMode Mode, int Feature, double[] Values, int WhenTrue, int WhenFalse, bool MissingTrue)
{
    /// <summary>
    /// Whether a missing value counts as equal to what an equality or membership is asked of. Comparisons with NaN are false, but that it
    /// differs is true: the track says when else a test holds (ONNX Runtime, tree_ensemble_common.h).
    /// </summary>
    public bool MissingEquals => Mode != BranchMode.NotEqual && MissingTrue;
}
