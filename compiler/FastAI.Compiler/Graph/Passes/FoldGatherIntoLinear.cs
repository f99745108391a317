using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>
/// A linear map or reduction of an index map reads the source itself. Zeros that the index map puts in (padding) become the linear map's
/// own padding.
/// </summary>
internal sealed class FoldGatherIntoLinear : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        var node = editor[index];
        if (node is not (GraphLinear or GraphReduce))
            return;
        int input = node.Operands[0];
        if (editor[input] is not GraphGather gather || editor.IsKept(input))
            return;
        int source = -1,
            start = 0,
            sourceStart = 0;
        foreach (int operand in gather.Inputs)
        {
            bool zeros =
                node is GraphLinear && editor[operand] is GraphConstant constant && constant.Values.AsSpan().IndexOfAnyExcept(0.0) < 0;
            if (!zeros)
            {
                if (source >= 0)
                    return;
                (source, sourceStart) = (operand, start);
            }
            start += editor[operand].Shape.Count;
        }
        if (source < 0)
            return;
        int count = editor[source].Shape.Count;
        int Moved(int element)
        {
            int at = element < 0 ? -1 : gather.Map[element] - sourceStart;
            return at >= 0 && at < count ? at : -1;
        }
        editor.Replace(
            index,
            node switch
            {
                GraphLinear linear => linear with
                {
                    Input = source,
                    Blocks =
                    [
                        .. linear.Blocks.Select(block => block with { InputMap = ImmutableArray.CreateRange(block.InputMap, Moved) }),
                    ],
                },
                GraphReduce reduce => reduce with { Input = source, Groups = ImmutableArray.CreateRange(reduce.Groups, Moved) },
                _ => node,
            }
        );
    }
}
