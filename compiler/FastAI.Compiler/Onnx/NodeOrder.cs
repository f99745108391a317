using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Puts the nodes of a graph into an order in which every tensor is made before it is read, keeping the given order where it can. Nodes
/// that no output needs are left out.
/// </summary>
internal static class NodeOrder
{
    /// <exception cref="FastAIException">A tensor is made twice, made by nobody, or needs itself.</exception>
    public static List<NodeProto> Sorted(GraphProto graph, IReadOnlySet<string> given)
    {
        var maker = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Node.Count; i++)
            foreach (string output in graph.Node[i].Output)
                if (output.Length > 0 && (given.Contains(output) || !maker.TryAdd(output, i)))
                    throw FastAIException.BadInput($"{NodeText.Of(graph.Node[i])}: the tensor '{output}' has been made already");
        var order = new List<NodeProto>(graph.Node.Count);
        // 0: not seen, 1: waiting for its operands, 2: placed. The stack is explicit, so that a long chain of nodes cannot exhaust the
        // call stack.
        var state = new byte[graph.Node.Count];
        var path = new Stack<(int Node, int Input)>();
        for (int root = 0; root < state.Length; root++)
        {
            if (state[root] == 0)
                path.Push((root, 0));
            while (path.TryPop(out var top))
            {
                var node = graph.Node[top.Node];
                state[top.Node] = 1;
                if (top.Input == node.Input.Count)
                {
                    state[top.Node] = 2;
                    order.Add(node);
                    continue;
                }
                path.Push((top.Node, top.Input + 1));
                string input = node.Input[top.Input];
                if (input.Length == 0 || given.Contains(input))
                    continue;
                if (!maker.TryGetValue(input, out int source))
                    throw FastAIException.BadInput(
                        $"{NodeText.Of(node)}: its input '{input}' is neither an input of the model, an initializer, nor the output of a node"
                    );
                if (state[source] == 1)
                    throw FastAIException.BadInput($"{NodeText.Of(graph.Node[source])}: it needs its own output '{input}' (a cycle)");
                if (state[source] == 0)
                    path.Push((source, 0));
            }
        }
        return Needed(graph, order);
    }

    private static List<NodeProto> Needed(GraphProto graph, List<NodeProto> order)
    {
        var needed = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        var kept = new List<NodeProto>(order.Count);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (!order[i].Output.Any(output => output.Length > 0 && needed.Contains(output)))
                continue;
            kept.Add(order[i]);
            needed.UnionWith(order[i].Input);
        }
        kept.Reverse();
        return kept;
    }
}
