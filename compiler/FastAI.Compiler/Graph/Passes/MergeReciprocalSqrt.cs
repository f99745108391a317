namespace FastAI.Compiler.Graph.Passes;

/// <summary>1 / sqrt(x) as one function.</summary>
internal sealed class MergeReciprocalSqrt : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (
            editor[index] is GraphFunction { Kind: FunctionKind.Reciprocal } outer
            && editor[outer.Input] is GraphFunction { Kind: FunctionKind.Sqrt } inner
            && !editor.IsKept(outer.Input)
        )
            editor.Replace(index, outer with { Kind = FunctionKind.ReciprocalSqrt, Input = inner.Input });
    }
}
