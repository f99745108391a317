using System.Collections.Immutable;
using System.Numerics;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// The meaning of a <see cref="FloatGraph"/> in double precision: every tensor's values, event by event. An evaluator owns one set of
/// buffers and serves one thread; several evaluators may share a graph.
/// </summary>
public sealed class GraphEvaluator
{
    private readonly FloatGraph graph;
    private readonly double[][] values;
    private readonly double[] terms;
    private readonly double[] sums;

    public GraphEvaluator(FloatGraph graph)
    {
        this.graph = graph;
        values = new double[graph.Nodes.Length][];
        int rows = 0,
            columns = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new double[graph.Nodes[i].Shape.Count];
            if (graph.Nodes[i] is GraphConstant constant)
                constant.Values.CopyTo(values[i]);
            if (graph.Nodes[i] is not GraphLinear linear)
                continue;
            foreach (var block in linear.Blocks)
                (rows, columns) = (Math.Max(rows, block.Rows), Math.Max(columns, block.Columns));
        }
        (terms, sums) = (new double[rows], new double[columns]);
    }

    /// <summary>The values of a node, row-major, from the last call of <see cref="Evaluate"/>.</summary>
    public ReadOnlySpan<double> this[int node] => values[node];

    /// <summary>The values of every node for one event. <paramref name="inputs"/> holds one array for each input of the model.</summary>
    public static double[][] Run(FloatGraph graph, IReadOnlyList<double[]> inputs)
    {
        var evaluator = new GraphEvaluator(graph);
        evaluator.Evaluate(inputs);
        return evaluator.values;
    }

    /// <summary>Evaluates one event of a batch.</summary>
    /// <param name="inputs">For each input of the model the values of one or more events, laid end to end.</param>
    /// <param name="position">Which of these events.</param>
    /// <exception cref="ArgumentException">The arrays do not hold that event.</exception>
    public void Evaluate(IReadOnlyList<double[]> inputs, int position = 0)
    {
        if (inputs.Count != graph.Inputs.Length)
            throw new ArgumentException($"{inputs.Count} arrays for {graph.Inputs.Length} inputs", nameof(inputs));
        for (int i = 0; i < inputs.Count; i++)
        {
            double[] into = values[graph.Inputs[i]];
            if (inputs[i].Length < (position + 1L) * into.Length)
                throw new ArgumentException($"input {i} has no event {position}", nameof(inputs));
            Array.Copy(inputs[i], position * into.Length, into, 0, into.Length);
        }
        for (int i = 0; i < values.Length; i++)
            Compute(graph.Nodes[i], values[i]);
    }

    private void Compute(GraphNode node, double[] result)
    {
        switch (node)
        {
            case GraphInput or GraphConstant:
                break;
            case GraphLinear linear:
                foreach (var block in linear.Blocks)
                    Apply(block, values[linear.Input], result);
                break;
            case GraphBinary binary:
                Binary(binary.Operation, values[binary.Left], values[binary.Right], result);
                break;
            case GraphFunction function:
                double[] argument = values[function.Input];
                for (int i = 0; i < result.Length; i++)
                    result[i] = FunctionMath.Evaluate(function.Kind, function.A, function.B, argument[i]);
                break;
            case GraphPiecewise piecewise:
                Piecewise(piecewise, values[piecewise.Input], result);
                break;
            case GraphReduce reduce:
                Reduce(reduce, values[reduce.Input], result);
                break;
            case GraphSelect select:
                double[] condition = values[select.Condition],
                    whenTrue = values[select.WhenTrue],
                    whenFalse = values[select.WhenFalse];
                for (int i = 0; i < result.Length; i++)
                    result[i] = condition[i] != 0 ? whenTrue[i] : whenFalse[i];
                break;
            case GraphImpute impute:
                for (int i = 0; i < result.Length; i++)
                    result[i] = double.IsNaN(values[impute.Input][i]) ? impute.Values[i] : values[impute.Input][i];
                break;
            case GraphIsMissing missing:
                for (int i = 0; i < result.Length; i++)
                    result[i] = double.IsNaN(values[missing.Input][i]) ? 1 : 0;
                break;
            case GraphTreeEnsemble trees:
                Trees(trees, values[trees.Input], result);
                break;
            case GraphGather gather:
                Gather(gather, result);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} has no meaning here");
        }
    }

    private void Apply(LinearBlock block, double[] input, double[] result)
    {
        var inputMap = block.InputMap.AsSpan();
        var outputMap = block.OutputMap.AsSpan();
        var weights = block.Weights.AsSpan();
        var bias = block.Bias.AsSpan();
        var x = terms.AsSpan(0, block.Rows);
        var y = sums.AsSpan(0, block.Columns);
        for (int p = 0; p < block.Positions; p++)
        {
            var from = inputMap.Slice(p * block.Rows, block.Rows);
            for (int k = 0; k < x.Length; k++)
                x[k] = from[k] < 0 ? 0 : input[from[k]];
            bias.CopyTo(y);
            if (y.Length == 1)
                y[0] += Dot(x, weights);
            else
                for (int k = 0; k < x.Length; k++)
                    if (x[k] != 0)
                        AddScaled(y, x[k], weights.Slice(k * y.Length, y.Length));
            var to = outputMap.Slice(p * y.Length, y.Length);
            for (int m = 0; m < y.Length; m++)
                result[to[m]] = y[m];
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum += x[k] * weights[k];
        return sum;
    }

    private static void AddScaled(Span<double> y, double x, ReadOnlySpan<double> weights)
    {
        int m = 0;
        var factor = new Vector<double>(x);
        for (; m <= y.Length - Vector<double>.Count; m += Vector<double>.Count)
            (new Vector<double>(y[m..]) + factor * new Vector<double>(weights[m..])).CopyTo(y[m..]);
        for (; m < y.Length; m++)
            y[m] += x * weights[m];
    }

    private static void Binary(BinaryOperation operation, double[] left, double[] right, double[] result)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                for (int i = 0; i < result.Length; i++)
                    result[i] = left[i] + right[i];
                break;
            case BinaryOperation.Subtract:
                for (int i = 0; i < result.Length; i++)
                    result[i] = left[i] - right[i];
                break;
            case BinaryOperation.Multiply:
                for (int i = 0; i < result.Length; i++)
                    result[i] = left[i] * right[i];
                break;
            case BinaryOperation.Maximum:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Max(left[i], right[i]);
                break;
            case BinaryOperation.Minimum:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Min(left[i], right[i]);
                break;
            case BinaryOperation.Less:
                for (int i = 0; i < result.Length; i++)
                    result[i] = left[i] < right[i] ? 1 : 0;
                break;
            case BinaryOperation.Equal:
                for (int i = 0; i < result.Length; i++)
                    result[i] = left[i] == right[i] ? 1 : 0;
                break;
            default:
                throw new InvalidOperationException($"{operation} has no meaning here");
        }
    }

    private static void Piecewise(GraphPiecewise node, double[] x, double[] result)
    {
        switch (node.Kind)
        {
            case PiecewiseKind.Negate:
                for (int i = 0; i < result.Length; i++)
                    result[i] = -x[i];
                break;
            case PiecewiseKind.Absolute:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Abs(x[i]);
                break;
            case PiecewiseKind.Relu:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Max(x[i], 0);
                break;
            case PiecewiseKind.LeakyRelu:
                for (int i = 0; i < result.Length; i++)
                    result[i] = x[i] < 0 ? x[i] * node.Slope![i] : x[i];
                break;
            case PiecewiseKind.Clip:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Min(Math.Max(x[i], node.Low), node.High);
                break;
            case PiecewiseKind.Floor:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Min(Math.Max(Math.Floor(x[i]), node.Low), node.High);
                break;
            case PiecewiseKind.Ceiling:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Min(Math.Max(Math.Ceiling(x[i]), node.Low), node.High);
                break;
            case PiecewiseKind.Round:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Min(Math.Max(Math.Round(x[i], MidpointRounding.ToEven), node.Low), node.High);
                break;
            default:
                throw new InvalidOperationException($"{node.Kind} has no meaning here");
        }
    }

    private static void Reduce(GraphReduce node, double[] x, double[] result)
    {
        bool greatest = node.Operation is ReduceOperation.Maximum or ReduceOperation.ArgMaxFirst or ReduceOperation.ArgMaxLast;
        bool last = node.Operation is ReduceOperation.ArgMaxLast or ReduceOperation.ArgMinLast;
        bool position = node.Operation is not (ReduceOperation.Maximum or ReduceOperation.Minimum);
        for (int o = 0; o < result.Length; o++)
        {
            var group = node.Groups.AsSpan().Slice(o * node.GroupSize, node.GroupSize);
            int best = 0;
            double extreme = x[group[0]];
            for (int i = 1; i < group.Length; i++)
            {
                double value = x[group[i]];
                if (greatest ? value > extreme : value < extreme)
                    (best, extreme) = (i, value);
                else if (last && value == extreme)
                    best = i;
            }
            result[o] = position ? best : extreme;
        }
    }

    private static void Trees(GraphTreeEnsemble node, double[] x, double[] result)
    {
        var structure = node.Structure;
        node.Base.CopyTo(result);
        for (int t = 0; t < structure.Trees; t++)
        {
            int at = structure.NodeStarts[t];
            while (at >= 0)
                at = node.Holds(at, x[structure.Features[at]]) ? structure.WhenTrue[at] : structure.WhenFalse[at];
            var targets = structure.TargetsOf(t);
            for (int i = 0; i < targets.Length; i++)
                result[targets[i]] += node.Values[~at + i];
        }
    }

    private void Gather(GraphGather gather, double[] result)
    {
        ImmutableArray<int> map = gather.Map;
        int start = 0;
        foreach (int operand in gather.Inputs)
        {
            double[] from = values[operand];
            for (int i = 0; i < result.Length; i++)
            {
                int element = map[i] - start;
                if ((uint)element < (uint)from.Length)
                    result[i] = from[element];
            }
            start += from.Length;
        }
    }
}
