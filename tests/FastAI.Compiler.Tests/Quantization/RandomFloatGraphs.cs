using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Random float graphs over every kind of node, small enough for an oracle in big integers.</summary>
internal sealed class RandomFloatGraphs(int seed)
{
    private static readonly FunctionKind[] Functions =
    [
        FunctionKind.Sigmoid,
        FunctionKind.Tanh,
        FunctionKind.HardSigmoid,
        FunctionKind.Elu,
        FunctionKind.Selu,
        FunctionKind.Softplus,
        FunctionKind.Softsign,
        FunctionKind.Erf,
        FunctionKind.Gelu,
        FunctionKind.GeluTanh,
        FunctionKind.HardSwish,
        FunctionKind.Mish,
        FunctionKind.Sin,
        FunctionKind.Cos,
        FunctionKind.Celu,
        FunctionKind.Atan,
        FunctionKind.Sinh,
        FunctionKind.Cosh,
        FunctionKind.Asinh,
    ];

    private readonly Random random = new(seed);
    private readonly FloatGraphs graph = new();

    /// <param name="nodes">Nodes beside the inputs.</param>
    /// <param name="smooth">Whether functions and products take part.</param>
    public FloatGraph Create(int nodes, bool smooth)
    {
        graph.Input("x", false, 2, random.Next(2, 6));
        if (random.Next(3) == 0)
            graph.Input("z", false, 2, graph[0].Shape[1]);
        int last = 0;
        for (int i = 0; i < nodes; i++)
            last = Node("t" + i, random.Next(4) == 0 ? random.Next(graph.Count) : last, smooth);
        graph.Output("y", last);
        if (random.Next(3) == 0)
            graph.Output("y2", random.Next(graph.Count));
        return graph.Build();
    }

    private int Node(string name, int input, bool smooth)
    {
        int count = graph[input].Shape.Count;
        switch (random.Next(smooth ? 9 : 7))
        {
            case 0:
                return Dense(name, input, count, named: false);
            case 1:
                return Dense(name, input, count, named: true);
            case 2:
                return Convolution(name, input, count);
            case 3:
                return Piecewise(name, input);
            case 4:
                int other = SameShape(input);
                return graph.Binary(name, (BinaryOperation)random.Next(smooth ? 3 : 2), input, other);
            case 5:
                int[] map = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(count))];
                return graph.Gather(name, input, new Shape(map.Length), map);
            case 6:
                int size = random.Next(1, count + 1),
                    groups = random.Next(1, 4);
                return graph.Add(
                    new GraphReduce(
                        name,
                        new Shape(groups),
                        FloatGraphs.From(name, "Reduce"),
                        (ReduceOperation)random.Next(2),
                        input,
                        size,
                        [.. Enumerable.Range(0, groups * size).Select(_ => random.Next(count))]
                    )
                );
            default:
                return graph.Function(name, Functions[random.Next(Functions.Length)], input, 0.25 + random.NextDouble(), 0.5);
        }
    }

    private int Dense(string name, int input, int count, bool named)
    {
        int columns = random.Next(1, 6);
        return graph.Dense(name, input, Matrix(count, columns), Vector(columns), named ? "w_" + name : null, named ? "b_" + name : null);
    }

    // One block over sliding windows with padding, every window's sums in a row.
    private int Convolution(string name, int input, int count)
    {
        int rows = random.Next(1, 4),
            columns = random.Next(1, 3),
            positions = random.Next(1, 5);
        int[] inputMap = [.. Enumerable.Range(0, positions * rows).Select(i => i / rows + i % rows - 1).Select(i => i >= count ? -1 : i)];
        var block = new LinearBlock(
            rows,
            columns,
            [.. inputMap],
            [.. Enumerable.Range(0, positions * columns)],
            [.. Matrix(rows, columns).Cast<double>()],
            [.. Vector(columns)],
            new Parameter("w_" + name, [.. Enumerable.Range(0, rows * columns)]),
            null
        );
        return graph.Add(new GraphLinear(name, new Shape(positions, columns), FloatGraphs.From(name, "Conv"), input, [block]));
    }

    private int Piecewise(string name, int input)
    {
        var kind = (PiecewiseKind)random.Next(8);
        double low = random.NextDouble() * 4 - 3;
        double slope = random.NextDouble() * 2.5 - 1,
            high = low + random.NextDouble() * 3;
        if (kind is PiecewiseKind.Floor or PiecewiseKind.Ceiling or PiecewiseKind.Round)
            (low, high) = random.Next(3) switch
            {
                0 => (double.NegativeInfinity, double.PositiveInfinity),
                1 => (double.NegativeInfinity, Math.Ceiling(high)),
                _ => (Math.Floor(low), Math.Ceiling(high)),
            };
        return graph.Piecewise(name, kind, input, slope, low, high);
    }

    private int SameShape(int input)
    {
        int[] same = [.. Enumerable.Range(0, graph.Count).Where(n => graph[n].Shape.Equals(graph[input].Shape))];
        return same[random.Next(same.Length)];
    }

    private double[,] Matrix(int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (int k = 0; k < rows; k++)
        for (int m = 0; m < columns; m++)
            matrix[k, m] = random.Next(4) == 0 ? 0 : (random.NextDouble() - 0.5) * Math.ScaleB(1, m % 3);
        return matrix;
    }

    private double[] Vector(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
}
