namespace FastAI.Compiler.Graph.Passes;

/// <summary>One normalisation: the same function of the inputs in fewer or simpler nodes.</summary>
internal abstract class GraphPass
{
    /// <summary>Applies the pass wherever it applies; null when it changed nothing.</summary>
    /// <param name="graph">A verified graph.</param>
    /// <param name="keep">Names of tensors, ONNX nodes and initializers that must stay.</param>
    public FloatGraph? Run(FloatGraph graph, Predicate<string> keep)
    {
        var editor = new GraphEditor(graph, keep);
        for (int i = 0; i < editor.Count; i++)
        {
            editor.Resolve(i);
            Visit(editor, i);
        }
        return editor.Changed ? editor.Build() : null;
    }

    /// <summary>Looks at one node, whose operands are resolved.</summary>
    protected abstract void Visit(GraphEditor editor, int index);
}
