using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// Builds a <see cref="FixedGraph"/> node by node; every method derives the result's type by <see cref="Typing"/> and returns the node's
/// index. A taken name gets a numbered suffix, so that names are unique.
/// </summary>
public sealed class FixedGraphBuilder(string name)
{
    private readonly ImmutableArray<FixedNode>.Builder nodes = ImmutableArray.CreateBuilder<FixedNode>();
    private readonly ImmutableArray<int>.Builder inputs = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<OutputPort>.Builder outputs = ImmutableArray.CreateBuilder<OutputPort>();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int states;

    public int Count => nodes.Count;

    public FixedNode this[int node] => nodes[node];

    public TensorType TypeOf(int node) => nodes[node].Type;

    public int Input(
        string tensor,
        Shape shape,
        PerElement<FixedFormat> formats,
        Rounding rounding = Rounding.Rnd,
        Overflow overflow = Overflow.Sat,
        PerElement<MissingValue>? missing = null
    )
    {
        var type = new TensorType(
            shape,
            formats.IsUniform
                ? PerElement<ElementType>.Uniform(ElementType.Full(formats[0]), shape.Count)
                : PerElement<ElementType>.Create(shape.Count, i => ElementType.Full(formats[i]))
        );
        if (states > 0)
            throw new InvalidOperationException("inputs precede states");
        int node = Append(new InputNode(Unique(tensor), type, rounding, overflow) { Missing = missing });
        inputs.Add(node);
        return node;
    }

    /// <summary>An input that a state of a <see cref="Streaming.StreamGraph"/> feeds; its type keeps the proved intervals.</summary>
    public int State(string tensor, TensorType type)
    {
        int node = Append(new InputNode(Unique(tensor), type, Rounding.Trn, Overflow.Wrap));
        inputs.Add(node);
        states++;
        return node;
    }

    /// <summary>Constant mantissas with the given fraction bits, each in its narrowest format.</summary>
    public int Constant(string tensor, Shape shape, ImmutableArray<long> values, PerElement<int> fractions) =>
        Append(new ConstantNode(Unique(tensor), Typing.Constant(shape, values, fractions), values));

    /// <inheritdoc cref="Typing.Affine"/>
    public int Affine(string tensor, int input, Shape shape, ImmutableArray<AffineBlock> blocks, PerElement<int> fraction) =>
        Append(new AffineNode(Unique(tensor), Typing.Affine(TypeOf(input), shape, blocks, fraction), input, blocks));

    public int Binary(string tensor, BinaryOperation operation, int left, int right) =>
        Append(new BinaryNode(Unique(tensor), Typing.Binary(operation, TypeOf(left), TypeOf(right)), operation, left, right));

    public int Unary(string tensor, UnaryOperation operation, int input) =>
        Append(new UnaryNode(Unique(tensor), Typing.Unary(operation, TypeOf(input)), operation, input));

    public int Scale(string tensor, int input, int exponent) =>
        exponent == 0 ? input : Append(new ScaleNode(Unique(tensor), Typing.Scale(TypeOf(input), exponent), input, exponent));

    public int Select(string tensor, int condition, int whenTrue, int whenFalse) =>
        Append(
            new SelectNode(
                Unique(tensor),
                Typing.Select(TypeOf(condition), TypeOf(whenTrue), TypeOf(whenFalse)),
                condition,
                whenTrue,
                whenFalse
            )
        );

    public int Quantize(string tensor, int input, PerElement<FixedFormat> formats, Rounding rounding, Overflow overflow) =>
        Append(new QuantizeNode(Unique(tensor), Typing.Quantize(TypeOf(input), formats, rounding, overflow), input, rounding, overflow));

    /// <summary>Appends zeros so that each element has the given fraction bits; never fewer than it has. Exact.</summary>
    public int Align(string tensor, int input, PerElement<int> fractions)
    {
        var type = TypeOf(input);
        bool aligned = true;
        for (int i = 0; i < type.Count; i++)
        {
            if (fractions[i] < type[i].Fraction)
                throw new ArgumentException($"element {i} of '{tensor}' would lose bits");
            aligned &= fractions[i] == type[i].Fraction;
        }
        if (aligned)
            return input;
        var formats = PerElement<FixedFormat>.Create(type.Count, i =>
            FixedFormat.ForInterval(type[i].Range << (fractions[i] - type[i].Fraction), fractions[i])
        );
        return Quantize(tensor, input, formats, Rounding.Trn, Overflow.Wrap);
    }

    public int Table(string tensor, int input, ImmutableArray<LookupTable> tables, PerElement<int> tableOf) =>
        Append(new TableNode(Unique(tensor), Typing.Table(TypeOf(input), tables, tableOf), input, tables, tableOf));

    /// <inheritdoc cref="Typing.TreeEnsemble"/>
    public int TreeEnsemble(string tensor, int input, Shape shape, TreeEnsemble ensemble, PerElement<int> fraction) =>
        Append(new TreeEnsembleNode(Unique(tensor), Typing.TreeEnsemble(TypeOf(input), shape, ensemble, fraction), input, ensemble));

    public int Reduce(string tensor, ReduceOperation operation, int input, Shape shape, int groupSize, ImmutableArray<int> groups) =>
        Append(
            new ReduceNode(
                Unique(tensor),
                Typing.Reduce(operation, TypeOf(input), shape, groupSize, groups),
                operation,
                input,
                groupSize,
                groups
            )
        );

    public int Gather(string tensor, ImmutableArray<int> from, Shape shape, ImmutableArray<int> map) =>
        Append(new GatherNode(Unique(tensor), Typing.Gather([.. from.Select(TypeOf)], shape, map), from, map));

    public void Output(string port, int node) => outputs.Add(new OutputPort(port, node));

    /// <summary>The graph as built; it has passed <see cref="FixedGraphVerifier"/>.</summary>
    public FixedGraph Build()
    {
        var graph = new FixedGraph(name, nodes.ToImmutable(), inputs.ToImmutable(), outputs.ToImmutable());
        FixedGraphVerifier.Verify(graph, inputs.Count - states);
        return graph;
    }

    private int Append(FixedNode node)
    {
        nodes.Add(node);
        return nodes.Count - 1;
    }

    private string Unique(string tensor)
    {
        if (names.Add(tensor))
            return tensor;
        for (int i = 1; ; i++)
        {
            string numbered = tensor + "#" + i.ToString(CultureInfo.InvariantCulture);
            if (names.Add(numbered))
                return numbered;
        }
    }
}
