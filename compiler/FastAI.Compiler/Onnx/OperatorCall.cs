using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx;

/// <summary>One ONNX node while it is imported: its inputs, its attributes, where its nodes go and what it returns.</summary>
internal sealed class OperatorCall
{
    private readonly NodeProto node;
    private readonly Operator declaration;
    private readonly Tensor?[] inputs;
    private readonly IReadOnlySet<string> read;
    private readonly Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);

    /// <param name="node">The node.</param>
    /// <param name="declaration">Its operator.</param>
    /// <param name="opset">Version of the operator set that it belongs to.</param>
    /// <param name="inputs">Its inputs; null where one is left out.</param>
    /// <param name="read">The tensors that a node or an output of the model reads.</param>
    /// <param name="graph">Gets the nodes.</param>
    public OperatorCall(
        NodeProto node,
        Operator declaration,
        int opset,
        Tensor?[] inputs,
        IReadOnlySet<string> read,
        FloatGraphBuilder graph
    )
    {
        (this.node, this.declaration, this.inputs, this.read, Opset, Graph) = (node, declaration, inputs, read, opset, graph);
        Results = new Tensor?[node.Output.Count];
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0, "");
        Emit = new Emitter(graph, new Origin(name, node.OpType), node.Output.FirstOrDefault(output => output.Length > 0, name));
        foreach (var attribute in node.Attribute)
        {
            if (!declaration.Attributes.Any(known => known.Name == attribute.Name && known.IsIn(opset)))
                throw FastAIException.Unsupported(
                    $"its attribute '{attribute.Name}' is not known in operator set {opset}; export the model for an operator set from {OperatorTable.FirstOpset} to {OperatorTable.LastOpset}"
                );
            if (!attributes.TryAdd(attribute.Name, attribute))
                throw FastAIException.BadInput($"it has the attribute '{attribute.Name}' twice");
        }
    }

    /// <summary>Version of the operator set that the node belongs to.</summary>
    public int Opset { get; }

    public FloatGraphBuilder Graph { get; }

    /// <summary>Appends the graph's nodes, under the name of the node's first output.</summary>
    public Emitter Emit { get; }

    /// <summary>What the node makes; null where nothing has been returned.</summary>
    public Tensor?[] Results { get; }

    public int InputCount => inputs.Length;

    /// <summary>Number of outputs that the node lists.</summary>
    public int OutputCount => Results.Length;

    public bool AllIntegers =>
        inputs.Length > 0 && inputs.All(input => input is null or IntegerConstant) && inputs.Any(input => input is not null);

    /// <summary>Whether somebody reads that output.</summary>
    public bool Wants(int output) => output < node.Output.Count && read.Contains(node.Output[output]);

    public string OutputName(int output) => node.Output[output];

    public Tensor Input(int index) => Optional(index) ?? throw FastAIException.BadInput($"its input {index} is missing");

    public Tensor? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>An input that must be known when compiling.</summary>
    public Constant Constant(int index, string meaning) =>
        OptionalConstant(index, meaning) ?? throw FastAIException.BadInput($"its input {index} ({meaning}) is missing");

    public Constant? OptionalConstant(int index, string meaning) =>
        Optional(index) switch
        {
            null => null,
            Constant constant => constant,
            _ => throw FastAIException.Unsupported(
                $"its input {index} ({meaning}) depends on the event; it must be a constant of the model"
            ),
        };

    /// <summary>An input as integers; null when it is absent.</summary>
    public IntegerConstant? OptionalIntegers(int index, string meaning) =>
        OptionalConstant(index, meaning) switch
        {
            null => null,
            IntegerConstant integers => integers,
            _ => throw FastAIException.BadInput($"its input {index} ({meaning}) must hold integers"),
        };

    /// <summary>
    /// Axes and the like from an attribute of older operator sets or, in later ones, from an input; null when neither is given.
    /// </summary>
    public long[]? IntegersFrom(string attribute, int input)
    {
        if (declaration.Attributes.Any(known => known.Name == attribute && known.IsIn(Opset)))
            return Integers(attribute);
        return OptionalIntegers(input, attribute) is { } integers ? [.. integers.Known()] : null;
    }

    public bool Has(string attribute) => attributes.ContainsKey(attribute);

    public long Integer(string name) =>
        Find(name, AttributeKind.Integer) is { } found ? found.I : (long)(Default(name) ?? throw Missing(name));

    public bool Flag(string name) => Integer(name) != 0;

    public double Real(string name)
    {
        if (Find(name, AttributeKind.Real) is not { } found)
            return (double)(Default(name) ?? throw Missing(name));
        return float.IsFinite(found.F) ? found.F : throw FastAIException.BadInput($"its attribute '{name}' is {found.F}");
    }

    /// <summary>A real attribute that may be infinite.</summary>
    public double RealOrInfinity(string name)
    {
        if (Find(name, AttributeKind.Real) is not { } found)
            return (double)(Default(name) ?? throw Missing(name));
        return float.IsNaN(found.F) ? throw FastAIException.BadInput($"its attribute '{name}' is NaN") : found.F;
    }

    /// <summary>A real attribute for which NaN has a meaning.</summary>
    public double RealOrNaN(string name) =>
        Find(name, AttributeKind.Real) is { } found ? found.F : (double)(Default(name) ?? throw Missing(name));

    public string Text(string name) =>
        Find(name, AttributeKind.Text) is { } found ? found.S.ToStringUtf8() : (string)(Default(name) ?? throw Missing(name));

    public long[]? Integers(string name) => Find(name, AttributeKind.Integers) is { } found ? [.. found.Ints] : null;

    public double[]? Reals(string name) =>
        Find(name, AttributeKind.Reals) is { } found ? [.. found.Floats.Select(value => (double)value)] : null;

    public string[]? Texts(string name) =>
        Find(name, AttributeKind.Texts) is { } found ? [.. found.Strings.Select(text => text.ToStringUtf8())] : null;

    public TensorProto? Tensor(string name) => Find(name, AttributeKind.Tensor)?.T;

    /// <summary>
    /// The first result of another operator, which is a part of this node: with those of its attributes that the operator has, and
    /// operands of its own.
    /// </summary>
    /// <param name="part">The operator.</param>
    /// <param name="name">What to call the result; empty when it is the node's.</param>
    /// <param name="operands">Its inputs.</param>
    public Tensor Apply(Operator part, string name, params ReadOnlySpan<Tensor?> operands)
    {
        string result = node.Output.FirstOrDefault(output => output.Length > 0, node.Name);
        var inner = new NodeProto
        {
            OpType = node.OpType,
            Name = node.Name.Length > 0 ? node.Name : result,
            Output = { name.Length == 0 ? result : $"{result}/{name}" },
        };
        inner.Attribute.AddRange(
            node.Attribute.Where(attribute =>
                part.Attributes.Any(known => known.Name == attribute.Name && known.IsIn(OperatorTable.LastOpset))
            )
        );
        var call = new OperatorCall(inner, part, OperatorTable.LastOpset, operands.ToArray(), read, Graph);
        part.Import(call);
        return call.Results[0] ?? throw new InvalidOperationException($"{part.Name} made no result");
    }

    /// <summary>States a result.</summary>
    public void Return(Tensor result, int output = 0)
    {
        if (output < Results.Length)
            Results[output] = result;
    }

    private object? Default(string name) => declaration.Attributes.First(known => known.Name == name && known.IsIn(Opset)).Default;

    private AttributeProto? Find(string name, AttributeKind kind)
    {
        if (!attributes.TryGetValue(name, out var found))
            return null;
        var type = kind switch
        {
            AttributeKind.Integer => AttributeProto.Types.AttributeType.Int,
            AttributeKind.Real => AttributeProto.Types.AttributeType.Float,
            AttributeKind.Text => AttributeProto.Types.AttributeType.String,
            AttributeKind.Integers => AttributeProto.Types.AttributeType.Ints,
            AttributeKind.Reals => AttributeProto.Types.AttributeType.Floats,
            AttributeKind.Texts => AttributeProto.Types.AttributeType.Strings,
            _ => AttributeProto.Types.AttributeType.Tensor,
        };
        if (found.Type != type)
            throw FastAIException.BadInput($"its attribute '{name}' has the type {found.Type} instead of {type}");
        if (kind == AttributeKind.Tensor && found.T is null)
            throw FastAIException.BadInput($"its attribute '{name}' holds no tensor");
        return found;
    }

    private static FastAIException Missing(string name) => FastAIException.BadInput($"its attribute '{name}' is missing");
}
