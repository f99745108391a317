namespace FastAI.Compiler.Onnx.Trees;

/// <summary>Decision trees as the model states them.</summary>
/// <param name="Nodes">Inner nodes of all trees.</param>
/// <param name="Leaves">For each leaf its targets and what it gives them.</param>
/// <param name="Roots">For each tree its root: a node, or the complement of a leaf.</param>
internal sealed record SourceForest(SourceNode[] Nodes, (int Target, double Value)[][] Leaves, int[] Roots)
{
    /// <summary>Whether some leaf gives something to a target.</summary>
    public bool Gives(int target) => Leaves.Any(leaf => leaf.Any(given => given.Target == target));
}
