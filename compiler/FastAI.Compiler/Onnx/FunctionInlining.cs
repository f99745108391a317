using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Writes out the calls of functions that a model defines (ONNX IR, "Functions"; PyTorch's exporter makes one of each module or library
/// function), so that ONNX Runtime and the importer see the same nodes. Inside a call a tensor is named CALL/TENSOR; the call's own results
/// keep their names.
/// </summary>
internal sealed class FunctionInlining
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 1 << 18;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> functions = [];
    private readonly Dictionary<string, long> sets = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<NodeProto> written = [];
    private readonly ModelProto model;

    private FunctionInlining(ModelProto model)
    {
        this.model = model;
        foreach (var function in model.Functions)
            if (!functions.TryAdd((Normal(function.Domain), function.Name, function.Overload), function))
                throw FastAIException.BadInput($"the function '{NodeText.Printable(function.Name)}' is defined twice");
        foreach (var set in model.OpsetImport)
            sets[Normal(set.Domain)] = set.Version;
        taken.UnionWith(Tensors(model.Graph));
    }

    /// <summary>Rewrites a model in place; afterwards it defines no functions.</summary>
    /// <exception cref="FastAIException">A function calls itself, is written for another operator set than the model, or the calls make
    /// too many nodes; the message names the call.</exception>
    public static void Apply(ModelProto model)
    {
        if (model.Functions.Count == 0)
            return;
        var inlining = new FunctionInlining(model);
        foreach (var node in model.Graph.Node)
            inlining.Write(node, 0);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(inlining.written);
        model.Functions.Clear();
        foreach (var (domain, version) in inlining.sets)
            if (!model.OpsetImport.Any(set => Normal(set.Domain) == domain))
                model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
    }

    private void Write(NodeProto node, int depth)
    {
        if (!functions.TryGetValue((Normal(node.Domain), node.OpType, node.Overload), out var function))
        {
            if (written.Count >= MaxNodes)
                throw FastAIException.Unsupported($"its functions written out make more than {MaxNodes} nodes");
            written.Add(node);
            return;
        }
        try
        {
            if (depth == MaxDepth)
                throw FastAIException.Unsupported($"functions that call each other more than {MaxDepth} deep are not supported");
            AddSets(function);
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"{NodeText.Of(node)}: {e.Message}", e);
        }
        foreach (var inner in Body(node, function))
            Write(inner, depth + 1);
    }

    // The function's nodes for one call: names bound, attributes filled in.
    private List<NodeProto> Body(NodeProto call, FunctionProto function)
    {
        if (call.Input.Count > function.Input.Count || call.Output.Count > function.Output.Count)
            throw FastAIException.BadInput(
                $"{NodeText.Of(call)}: it has {call.Input.Count} inputs and {call.Output.Count} outputs, its function {function.Input.Count} and {function.Output.Count}"
            );
        string prefix = call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault(output => output.Length > 0, call.OpType);
        var bound = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        for (int i = 0; i < function.Input.Count; i++)
            bound[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        var body = new List<NodeProto>(function.Node.Count + 1);
        for (int i = 0; i < call.Output.Count; i++)
        {
            if (call.Output[i].Length == 0)
                continue;
            // an output that is an input as well, or listed twice, is handed on by a node of its own
            if (!bound.TryAdd(function.Output[i], call.Output[i]))
                body.Add(
                    new NodeProto
                    {
                        OpType = "Identity",
                        Name = Unique($"{prefix}/{function.Output[i]}"),
                        Input = { bound[function.Output[i]] },
                        Output = { call.Output[i] },
                    }
                );
        }
        foreach (var node in function.Node)
        {
            var copy = node.Clone();
            copy.Name = Unique($"{prefix}/{(node.Name.Length > 0 ? node.Name : node.OpType)}");
            FillAttributes(copy, call, function);
            Rename(copy, prefix, bound);
            body.Add(copy);
        }
        return body;
    }

    private static void FillAttributes(NodeProto node, NodeProto call, FunctionProto function)
    {
        var attributes = node.Attribute.ToArray();
        node.Attribute.Clear();
        foreach (var attribute in attributes)
        {
            if (attribute.RefAttrName.Length == 0)
            {
                foreach (var graph in Graphs(attribute))
                foreach (var inner in graph.Node)
                    FillAttributes(inner, call, function);
                node.Attribute.Add(attribute);
                continue;
            }
            var given = call.Attribute.FirstOrDefault(a => a.Name == attribute.RefAttrName)
                ?? function.AttributeProto.FirstOrDefault(a => a.Name == attribute.RefAttrName);
            if (given is null)
                continue;
            var filled = given.Clone();
            filled.Name = attribute.Name;
            node.Attribute.Add(filled);
        }
    }

    private void Rename(NodeProto node, string prefix, Dictionary<string, string> bound)
    {
        string Of(string name)
        {
            if (!bound.TryGetValue(name, out string? known))
                bound.Add(name, known = Unique($"{prefix}/{name}"));
            return known;
        }
        for (int i = 0; i < node.Input.Count; i++)
            node.Input[i] = Of(node.Input[i]);
        for (int i = 0; i < node.Output.Count; i++)
            node.Output[i] = Of(node.Output[i]);
        foreach (var graph in node.Attribute.SelectMany(Graphs))
        {
            foreach (var tensor in graph.Initializer)
                tensor.Name = Of(tensor.Name);
            foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
                value.Name = Of(value.Name);
            foreach (var inner in graph.Node)
                Rename(inner, prefix, bound);
        }
    }

    private void AddSets(FunctionProto function)
    {
        foreach (var set in function.OpsetImport)
            if (!sets.TryAdd(Normal(set.Domain), set.Version) && sets[Normal(set.Domain)] != set.Version)
                throw FastAIException.Unsupported(
                    $"its function is written for operator set {set.Version} of '{Normal(set.Domain)}', the model for {sets[Normal(set.Domain)]}; export both for one"
                );
    }

    private string Unique(string name)
    {
        string candidate = name;
        for (int i = 1; !taken.Add(candidate); i++)
            candidate = $"{name}_{i}";
        return candidate;
    }

    private static IEnumerable<GraphProto> Graphs(AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    private static IEnumerable<string> Tensors(GraphProto graph) =>
        graph
            .Input.Concat(graph.Output)
            .Select(value => value.Name)
            .Concat(graph.Initializer.Select(tensor => tensor.Name))
            .Concat(graph.Node.SelectMany(node => node.Output.Append(node.Name).Concat(node.Input)));

    private static string Normal(string domain) => domain == "ai.onnx" ? "" : domain;
}
