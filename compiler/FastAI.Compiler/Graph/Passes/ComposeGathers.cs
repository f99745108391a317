using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>An index map of index maps becomes one; operands that it does not read vanish, and so does the identity.</summary>
internal sealed class ComposeGathers : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (editor[index] is not GraphGather gather)
            return;
        if (IsIdentity(editor, gather))
        {
            if (!editor.IsKept(index))
                editor.Redirect(index, gather.Inputs[0]);
            return;
        }
        var operands = new List<int>();
        var starts = new Dictionary<int, int>();
        // Where each element of the operands laid end to end is found: which node, which of its elements.
        var (nodes, elements) = Locate(editor, gather);
        var used = new HashSet<int>();
        foreach (int position in gather.Map)
            used.Add(nodes[position]);
        int start = 0;
        foreach (int node in nodes.Distinct().Where(used.Contains))
        {
            operands.Add(node);
            starts.Add(node, start);
            start = checked(start + editor[node].Shape.Count);
        }
        if (operands.SequenceEqual(gather.Inputs))
            return;
        var map = ImmutableArray.CreateBuilder<int>(gather.Map.Length);
        foreach (int position in gather.Map)
            map.Add(starts[nodes[position]] + elements[position]);
        editor.Replace(index, gather with { Inputs = [.. operands], Map = map.MoveToImmutable() });
    }

    private static (int[] Nodes, int[] Elements) Locate(GraphEditor editor, GraphGather gather)
    {
        var nodes = new List<int>();
        var elements = new List<int>();
        foreach (int operand in gather.Inputs)
        {
            if (editor[operand] is GraphGather inner && !editor.IsKept(operand))
            {
                int[] ends = new int[inner.Inputs.Length];
                int end = 0;
                for (int i = 0; i < ends.Length; i++)
                    ends[i] = end += editor[inner.Inputs[i]].Shape.Count;
                foreach (int position in inner.Map)
                {
                    int which = Array.FindIndex(ends, limit => position < limit);
                    nodes.Add(inner.Inputs[which]);
                    elements.Add(position - (which == 0 ? 0 : ends[which - 1]));
                }
            }
            else
            {
                nodes.AddRange(Enumerable.Repeat(operand, editor[operand].Shape.Count));
                elements.AddRange(Enumerable.Range(0, editor[operand].Shape.Count));
            }
        }
        return ([.. nodes], [.. elements]);
    }

    private static bool IsIdentity(GraphEditor editor, GraphGather gather)
    {
        if (gather.Inputs.Length != 1 || !editor[gather.Inputs[0]].Shape.Equals(gather.Shape))
            return false;
        for (int i = 0; i < gather.Map.Length; i++)
            if (gather.Map[i] != i)
                return false;
        return true;
    }
}
