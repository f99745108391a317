using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Puts the branch of an If in its place where the condition is known from the model's constants and shapes (exporters write such an If
/// around Squeeze), so that ONNX Runtime and the importer see the same nodes. A tensor of a branch keeps its name where nothing else has
/// it and is named IF/TENSOR otherwise; the results have the names of the If's.
/// </summary>
internal sealed class BranchSelection
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 1 << 18;

    private readonly GraphProto graph;
    private readonly OnnxImporter importer;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> nodes = new(StringComparer.Ordinal);
    private readonly List<NodeProto> written = [];

    private BranchSelection(OnnxModel model)
    {
        (graph, importer) = (model.Proto.Graph, OnnxImporter.Start(model));
        taken.UnionWith(graph.Initializer.Select(tensor => tensor.Name).Concat(graph.Input.Select(input => input.Name)));
        taken.UnionWith(graph.Node.SelectMany(node => node.Output));
        nodes.UnionWith(graph.Node.Select(node => node.Name));
        importer.AddReaders(Read(graph));
    }

    /// <summary>Rewrites a model in place. An If that cannot be decided stays.</summary>
    /// <exception cref="FastAIException">The branches make too many nodes or lie too deep.</exception>
    public static void Apply(OnnxModel model)
    {
        if (!model.Proto.Graph.Node.Any(IsIf))
            return;
        BranchSelection selection;
        try
        {
            selection = new BranchSelection(model);
        }
        catch (FastAIException)
        {
            return; // The importer says what is wrong with the model.
        }
        foreach (var node in selection.graph.Node)
            selection.Write(node, 0);
        selection.graph.Node.Clear();
        selection.graph.Node.AddRange(selection.written);
    }

    // All tensors that a graph or one inside it reads.
    private static IEnumerable<string> Read(GraphProto graph) =>
        graph
            .Output.Select(output => output.Name)
            .Concat(graph.Node.SelectMany(node => node.Input))
            .Concat(graph.Node.SelectMany(node => node.Attribute).Where(a => a.G is not null).SelectMany(a => Read(a.G)));

    private static bool IsIf(NodeProto node) => node is { OpType: "If", Domain: "" or "ai.onnx" };

    private void Write(NodeProto node, int depth)
    {
        if (written.Count >= MaxNodes)
            throw FastAIException.Unsupported($"{NodeText.Of(node)}: the branches written out make more than {MaxNodes} nodes");
        if (IsIf(node) && Chosen(node) is { } branch)
        {
            if (depth == MaxDepth)
                throw FastAIException.Unsupported($"{NodeText.Of(node)}: branches more than {MaxDepth} deep are not supported");
            foreach (var inner in Body(node, branch))
                Write(inner, depth + 1);
            return;
        }
        importer.TryImport(node);
        written.Add(node);
    }

    private GraphProto? Chosen(NodeProto node)
    {
        if (node.Input.Count != 1 || importer.TruthOf(node.Input[0]) is not { } truth)
            return null;
        string name = truth ? "then_branch" : "else_branch";
        var branch = node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.G;
        if (branch is null || branch.Output.Count != node.Output.Count)
            throw FastAIException.BadInput(
                $"{NodeText.Of(node)}: its {name} has {branch?.Output.Count ?? 0} results instead of {node.Output.Count}"
            );
        if (branch.SparseInitializer.Count > 0)
            throw FastAIException.Unsupported(
                $"{NodeText.Of(node)}: its {name} has sparse initializers, which are not supported; store the tensors densely"
            );
        return branch;
    }

    private List<NodeProto> Body(NodeProto node, GraphProto branch)
    {
        string prefix = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0, node.OpType);
        var made = branch.Node.SelectMany(inner => inner.Output).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        var bound = new Dictionary<string, string>(StringComparer.Ordinal);
        var handed = new List<NodeProto>();
        for (int i = 0; i < node.Output.Count; i++)
        {
            string result = branch.Output[i].Name;
            if (node.Output[i].Length == 0 || made.Contains(result) && bound.TryAdd(result, node.Output[i]))
                continue;
            // A result that the branch does not make, or has twice, is handed on by a node of its own.
            handed.Add(
                new NodeProto
                {
                    OpType = "Identity",
                    Name = Unique(nodes, $"{prefix}/{result}", prefix),
                    Input = { result },
                    Output = { node.Output[i] },
                }
            );
        }
        foreach (var tensor in branch.Initializer)
        {
            var copy = tensor.Clone();
            bound[tensor.Name] = copy.Name = Unique(taken, tensor.Name, prefix);
            graph.Initializer.Add(copy);
            importer.Add(copy);
        }
        foreach (string name in made)
            if (!bound.ContainsKey(name))
                bound.Add(name, Unique(taken, name, prefix));
        var body = new List<NodeProto>(branch.Node.Count + handed.Count);
        foreach (var inner in branch.Node.Concat(handed))
        {
            var copy = inner.Clone();
            if (copy.Name.Length > 0 && !handed.Contains(inner))
                copy.Name = Unique(nodes, copy.Name, prefix);
            Rename(copy, bound);
            importer.AddReaders(copy.Input);
            body.Add(copy);
        }
        return body;
    }

    // What graphs inside read of this branch has its new name as well; their own names differ from all around them.
    private static void Rename(NodeProto node, Dictionary<string, string> bound)
    {
        for (int i = 0; i < node.Input.Count; i++)
            node.Input[i] = bound.GetValueOrDefault(node.Input[i], node.Input[i]);
        for (int i = 0; i < node.Output.Count; i++)
            node.Output[i] = bound.GetValueOrDefault(node.Output[i], node.Output[i]);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is not { } inner)
                continue;
            foreach (var nested in inner.Node)
                Rename(nested, bound);
            foreach (var output in inner.Output)
                output.Name = bound.GetValueOrDefault(output.Name, output.Name);
        }
    }

    private static string Unique(HashSet<string> taken, string name, string prefix)
    {
        if (taken.Add(name))
            return name;
        string candidate = $"{prefix}/{name}";
        for (int i = 1; !taken.Add(candidate); i++)
            candidate = $"{prefix}/{name}_{i}";
        return candidate;
    }
}
