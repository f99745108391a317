using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>The state of one conversion: the graph being built, what each float tensor became, and what is to be reported.</summary>
internal sealed class ConversionContext(FloatGraph graph, QuantizationOptions options, PrecisionPlan plan)
{
    private readonly Converted?[] converted = new Converted?[graph.Nodes.Length];

    public FloatGraph Graph => graph;

    public QuantizationOptions Options => options;

    public PrecisionPlan Plan => plan;

    public FixedGraphBuilder Builder { get; } = new(graph.Name);

    /// <summary>Whether each tensor's operands count as equal to their float twins, so that its error is its own share alone.</summary>
    public bool OwnErrors { get; init; }

    /// <summary>What each float tensor can hold, for all inputs that their formats hold.</summary>
    public RealRange[] Real { get; } = new RealRange[graph.Nodes.Length];

    /// <summary>What each float tensor's format rests on.</summary>
    public FormatReason[] Reasons { get; } = new FormatReason[graph.Nodes.Length];

    /// <summary>What the user should know, in the order of the graph.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What rounding moves in ensembles of decision trees, by their node.</summary>
    public Dictionary<GraphTreeEnsemble, TreeRounding> Trees { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Of ensembles of decision trees the element of the float tensor that each element is which they test in fixed point.</summary>
    public Dictionary<GraphTreeEnsemble, ImmutableArray<int>> Tested { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Fixed-point twin of a float tensor that precedes.</summary>
    public Converted this[int node]
    {
        get => converted[node] ?? throw new InvalidOperationException($"tensor {node} is not converted yet");
        set => converted[node] = value;
    }

    public TensorType TypeOf(Converted tensor) => Builder.TypeOf(tensor.Node);

    /// <summary>Name of an inner step of a tensor; the tensor's plain name is left for its result.</summary>
    public static string Step(GraphNode node, string step) => node.Name + "/" + step;

    /// <summary>Greatest magnitude of an element's value.</summary>
    public static double Magnitude(ElementType type) =>
        Math.ScaleB((double)Int128.Max(Int128.Abs(type.Range.Low), Int128.Abs(type.Range.High)), -type.Fraction);

    /// <summary>The values of an element's interval.</summary>
    public static RealRange RangeOf(ElementType type) =>
        new(Math.ScaleB((double)type.Range.Low, -type.Fraction), Math.ScaleB((double)type.Range.High, -type.Fraction));

    /// <summary>Brings a result into its format and adds what that costs to the proof.</summary>
    public Converted Quantize(
        string name,
        string tensor,
        Converted exact,
        PerElement<FixedFormat> formats,
        Rounding rounding,
        Overflow overflow
    )
    {
        var type = TypeOf(exact);
        int node = Builder.Quantize(name, exact.Node, formats, rounding, overflow);
        var error = new double[type.Count];
        bool conditional = false;
        for (int i = 0; i < error.Length; i++)
        {
            error[i] = exact.Error[i] + QuantizationError.Bound(type[i], formats[i], rounding, overflow, out bool mayOverflow);
            conditional |= mayOverflow;
        }
        return new(node, error, conditional ? exact.Conditions.Add(tensor) : exact.Conditions);
    }

    /// <summary>Refuses a node with its place in the model.</summary>
    public static FastAIException Refuse(GraphNode node, string why) =>
        FastAIException.Unsupported($"{node.Origin} (tensor '{node.Name}'): {why}");

    public ImmutableSortedSet<string> Conditions(params ReadOnlySpan<Converted> operands)
    {
        var all = operands[0].Conditions;
        foreach (var operand in operands[1..])
            all = all.Union(operand.Conditions);
        return all;
    }
}
