using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Builds float graphs by hand.</summary>
internal sealed class FloatGraphs
{
    private readonly ImmutableArray<GraphNode>.Builder nodes = ImmutableArray.CreateBuilder<GraphNode>();
    private readonly List<int> inputs = [];
    private readonly List<OutputPort> outputs = [];

    public GraphNode this[int node] => nodes[node];

    public int Count => nodes.Count;

    public int Add(GraphNode node)
    {
        nodes.Add(node);
        return nodes.Count - 1;
    }

    public int Input(string name, bool isInteger, params int[] shape)
    {
        inputs.Add(Add(new GraphInput(name, new Shape(shape), From(name, "Input"), isInteger)));
        return inputs[^1];
    }

    public int Dense(string name, int input, double[,] weights, double[] bias, string? weightSource = null, string? biasSource = null)
    {
        int rows = weights.GetLength(0),
            columns = weights.GetLength(1);
        var block = new LinearBlock(
            rows,
            columns,
            [.. Enumerable.Range(0, rows)],
            [.. Enumerable.Range(0, columns)],
            [.. weights.Cast<double>()],
            [.. bias],
            weightSource is null ? null : new Parameter(weightSource, [.. Enumerable.Range(0, rows * columns)]),
            biasSource is null ? null : new Parameter(biasSource, [.. Enumerable.Range(0, columns)])
        );
        return Add(new GraphLinear(name, new Shape(columns), From(name, "Gemm"), input, [block]));
    }

    public int Piecewise(
        string name,
        PiecewiseKind kind,
        int input,
        double slope = 0,
        double low = double.NegativeInfinity,
        double high = double.PositiveInfinity
    )
    {
        var shape = nodes[input].Shape;
        return Add(
            new GraphPiecewise(
                name,
                shape,
                From(name, kind.ToString()),
                kind,
                input,
                kind == PiecewiseKind.LeakyRelu ? PerElement<double>.Uniform(slope, shape.Count) : null,
                low,
                high
            )
        );
    }

    public int Function(string name, FunctionKind kind, int input, double a = 0, double b = 0) =>
        Add(new GraphFunction(name, nodes[input].Shape, From(name, kind.ToString()), kind, input, a, b));

    public int Binary(string name, BinaryOperation operation, int left, int right) =>
        Add(new GraphBinary(name, nodes[left].Shape, From(name, operation.ToString()), operation, left, right));

    public int Gather(string name, int input, Shape shape, params int[] map) =>
        Add(new GraphGather(name, shape, From(name, "Gather"), [input], [.. map]));

    public void Output(string name, int node) => outputs.Add(new OutputPort(name, node));

    public FloatGraph Build()
    {
        var graph = new FloatGraph("model", nodes.ToImmutable(), [.. inputs], [.. outputs]);
        GraphVerifier.Verify(graph);
        return graph;
    }

    public static Origin From(string name, string operation) => new("node_" + name, operation);
}
