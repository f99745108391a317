namespace FastAI.Compiler.Graph.Passes;

/// <summary>Drops nodes that nothing reads.</summary>
internal sealed class RemoveDead : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (editor.Uses(index) == 0 && editor[index] is not GraphInput)
            editor.Drop(index);
    }
}
