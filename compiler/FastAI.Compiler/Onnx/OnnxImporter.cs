using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Turns an ONNX model into a <see cref="FloatGraph"/>: nodes in order, shapes inferred and compared with those stated, constants
/// folded.
/// </summary>
public sealed class OnnxImporter
{
    private const int MaxNodes = 1 << 18;

    private readonly OnnxModel model;
    private readonly FloatGraphBuilder graph = new();
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueInfoProto> stated = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    private OnnxImporter(OnnxModel model) => this.model = model;

    /// <summary>The graph as the model states it, before any pass.</summary>
    /// <exception cref="FastAIException">The model contradicts itself (bad input) or asks for something that is not
    /// supported; the message names the node.</exception>
    public static FloatGraph Import(OnnxModel model)
    {
        try
        {
            var imported = new OnnxImporter(model).Run();
            GraphVerifier.Verify(imported);
            return imported;
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"{model.Source}: {NodeText.Message(e.Message)}", e);
        }
    }

    /// <summary>An importer that has the model's inputs and initializers and no node yet.</summary>
    /// <exception cref="FastAIException">An input or the model as a whole is refused.</exception>
    internal static OnnxImporter Start(OnnxModel model) => new OnnxImporter(model).Started();

    /// <summary>States that somebody reads tensors.</summary>
    internal void AddReaders(IEnumerable<string> names) => read.UnionWith(names.Where(name => name.Length > 0));

    /// <summary>Imports one node; nothing happens where that is not possible.</summary>
    internal void TryImport(NodeProto node)
    {
        try
        {
            Import(node);
        }
        catch (FastAIException)
        {
            // the import of the whole says why
        }
    }

    /// <summary>Makes an initializer known.</summary>
    internal void Add(TensorProto initializer) => initializers.TryAdd(initializer.Name, initializer);

    /// <summary>The single truth value of a tensor where it is known; null where it is not.</summary>
    internal bool? TruthOf(string name)
    {
        try
        {
            return Find(name) is IntegerConstant { Kind: ElementKind.Boolean, Layout.Count: 1 } truth ? truth.Known()[0] != 0 : null;
        }
        catch (FastAIException)
        {
            return null;
        }
    }

    private FloatGraph Run()
    {
        var proto = model.Proto.Graph;
        Started();
        var given = tensors.Keys.Concat(initializers.Keys).ToHashSet(StringComparer.Ordinal);
        var nodes = NodeOrder.Sorted(proto, given);
        AddReaders(proto.Output.Select(output => output.Name).Concat(nodes.SelectMany(node => node.Input)));
        foreach (var node in nodes)
            Import(node);
        var outputs = ImmutableArray.CreateBuilder<OutputPort>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in proto.Output)
        {
            if (!names.Add(output.Name))
                throw FastAIException.BadInput($"the output '{output.Name}' is listed twice");
            outputs.Add(new OutputPort(output.Name, Output(output)));
        }
        return graph.Build(model.Name, outputs.ToImmutable());
    }

    private OnnxImporter Started()
    {
        var proto = model.Proto.Graph;
        CheckModel(proto);
        foreach (var tensor in proto.Initializer)
            if (!initializers.TryAdd(tensor.Name, tensor))
                throw FastAIException.BadInput($"the initializer '{tensor.Name}' occurs twice");
        foreach (var value in proto.ValueInfo.Concat(proto.Output))
            stated[value.Name] = value;
        foreach (var input in proto.Input)
            if (!initializers.ContainsKey(input.Name))
                AddInput(input);
        return this;
    }

    private void CheckModel(GraphProto proto)
    {
        if (proto.Output.Count == 0)
            throw FastAIException.BadInput("the model has no outputs");
        if (proto.Node.Count > MaxNodes)
            throw FastAIException.Unsupported($"the model has {proto.Node.Count} nodes; at most {MaxNodes} are supported");
        if (proto.SparseInitializer.Count > 0)
            throw FastAIException.Unsupported("sparse initializers are not supported; store the tensors densely");
        if (model.Proto.OpsetImport.Count == 0)
            throw FastAIException.BadInput("the model does not state its operator set (opset_import)");
        foreach (var set in model.Proto.OpsetImport)
            if (set.Domain is "" or "ai.onnx" && set.Version is < OperatorTable.FirstOpset or > OperatorTable.LastOpset)
                throw FastAIException.Unsupported(
                    $"operator set {set.Version} is not supported; export the model for an operator set from {OperatorTable.FirstOpset} to {OperatorTable.LastOpset}"
                );
    }

    private void AddInput(ValueInfoProto input)
    {
        var (node, layout, kind) = InputReader.Read(input);
        if (!tensors.TryAdd(input.Name, new VariableTensor(layout, kind, graph.Append(node))))
            throw FastAIException.BadInput($"the input '{input.Name}' is listed twice");
    }

    private void Import(NodeProto node)
    {
        try
        {
            var declaration = Declaration(node, out int opset);
            var inputs = new Tensor?[node.Input.Count];
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = node.Input[i].Length == 0 ? null : Find(node.Input[i]);
            var results =
                inputs.Length > 0 && inputs.All(input => input is null or Constant)
                    ? Fold(node, declaration, opset, inputs)
                    : Emit(node, declaration, opset, inputs, graph);
            for (int i = 0; i < results.Length; i++)
            {
                if (!read.Contains(node.Output[i]))
                    continue;
                var result = results[i] ?? throw FastAIException.Unsupported($"its output {i} ('{node.Output[i]}') is not supported");
                CheckStated(node.Output[i], result);
                tensors.Add(node.Output[i], result);
            }
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"{NodeText.Of(node)}: {e.Message}", e);
        }
    }

    private Operator Declaration(NodeProto node, out int opset)
    {
        string domain = node.Domain == "ai.onnx" ? "" : node.Domain;
        var set = model.Proto.OpsetImport.LastOrDefault(set => (set.Domain == "ai.onnx" ? "" : set.Domain) == domain);
        var declaration = OperatorTable.Find(domain, node.OpType)
            ?? throw FastAIException.Unsupported($"not supported: {Refusals.Reason(domain, node.OpType)}");
        if (set is null)
            throw FastAIException.BadInput($"the model does not state which operator set of the domain '{domain}' it uses");
        opset = (int)Math.Clamp(set.Version, 0, int.MaxValue);
        if (opset < declaration.FirstOpset || opset > declaration.LastOpset)
            throw FastAIException.BadInput($"the operator does not exist in operator set {opset}");
        return declaration;
    }

    private Tensor Find(string name)
    {
        if (tensors.TryGetValue(name, out var known))
            return known;
        if (!initializers.TryGetValue(name, out var initializer))
            throw FastAIException.BadInput($"its input '{name}' does not exist");
        var constant = TensorReader.Read(initializer, name);
        tensors.Add(name, constant);
        return constant;
    }

    private Tensor?[] Emit(NodeProto node, Operator declaration, int opset, Tensor?[] inputs, FloatGraphBuilder into)
    {
        var call = new OperatorCall(node, declaration, opset, inputs, read, into);
        declaration.Import(call);
        return call.Results;
    }

    // An operator of constants alone is imported into a graph of its own, which is evaluated.
    private Tensor?[] Fold(NodeProto node, Operator declaration, int opset, Tensor?[] inputs)
    {
        var scratch = new FloatGraphBuilder();
        var results = Emit(node, declaration, opset, inputs, scratch);
        if (!results.Any(result => result is VariableTensor))
            return results;
        var values = GraphEvaluator.Run(scratch.Build(model.Name, []), []);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not VariableTensor variable)
                continue;
            double[] computed = values[variable.Node];
            results[i] =
                variable.Kind == ElementKind.Real
                    ? new RealConstant(variable.Layout, [.. computed], null)
                    : new IntegerConstant(variable.Layout, variable.Kind, [.. computed.Select(Whole)]);
        }
        return results;
    }

    private static long Whole(double value) =>
        Math.Abs(value) < 4.6e18
            ? (long)Math.Round(value)
            : throw FastAIException.BadInput($"a constant integer is {value}, which 64 bits do not hold");

    private void CheckStated(string name, Tensor result)
    {
        if (!stated.TryGetValue(name, out var value) || value.Type?.TensorType?.Shape is not { } shape)
            return;
        bool fits = shape.Dim.Count == result.Layout.Rank;
        for (int axis = 0; fits && axis < shape.Dim.Count; axis++)
        {
            // Zero and below stand for "unknown"; the batch may have been made symbolic after the shape was written.
            long extent =
                shape.Dim[axis].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? shape.Dim[axis].DimValue : 0;
            fits = extent <= 0 || axis == result.Layout.BatchAxis || extent == result.Layout[axis];
        }
        if (!fits)
        {
            string text = string.Join(", ", shape.Dim.Select(dim => dim.DimParam.Length > 0 ? dim.DimParam : $"{dim.DimValue}"));
            throw FastAIException.BadInput($"the model states the shape [{text}] for '{name}', but it is {result.Layout}");
        }
    }

    private int Output(ValueInfoProto output)
    {
        if (!tensors.ContainsKey(output.Name) && !initializers.ContainsKey(output.Name))
            throw FastAIException.BadInput($"the output '{output.Name}' is made by no node");
        try
        {
            var tensor = Find(output.Name);
            CheckStated(output.Name, tensor);
            return new Emitter(graph, new Origin(output.Name, "Output"), output.Name).Variable(tensor).Node;
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"output '{output.Name}': {e.Message}", e);
        }
    }
}
