using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>
/// How far each tensor of one event may be from its float twin, given how far its operands were: exact operations carry differences on
/// (|weight| times difference, summed), and the proved own error of a tensor adds what its own formats cost. Tensors whose float twin is
/// known carry on the difference that was seen, so that each tensor answers for itself alone.
/// </summary>
internal sealed class ErrorPropagation
{
    private readonly FixedGraph graph;
    private readonly double?[] owned;
    private readonly double unit;
    private readonly double[][] errors;
    private readonly double[] ratio;
    private readonly double[]?[] magnitudes;

    /// <param name="graph">The model.</param>
    /// <param name="own">For each node the proved own error of the float tensor that it makes; 0 for inner
    /// steps, null where none is proved.</param>
    /// <param name="unit">Rounding unit of the float model.</param>
    internal ErrorPropagation(FixedGraph graph, double?[] own, double unit)
    {
        (this.graph, owned, this.unit) = (graph, own, unit);
        errors = [.. graph.Nodes.Select(n => new double[n.Type.Count])];
        ratio = new double[graph.Nodes.Length];
        magnitudes = new double[graph.Nodes.Length][];
    }

    /// <summary>Whether a reduction gives a value of its group, not a position.</summary>
    internal static bool IsExtreme(ReduceOperation operation) => operation is ReduceOperation.Maximum or ReduceOperation.Minimum;

    /// <summary>Computes what is explained of node <paramref name="n"/>, once all earlier nodes are done.</summary>
    /// <returns>For each element the explained difference, real; to be replaced by <see cref="Observe"/>
    /// where the difference is known.</returns>
    internal double[] Explain(int n, EmulationTrace trace, int position)
    {
        var node = graph.Nodes[n];
        double[] result = errors[n];
        Array.Clear(result);
        ratio[n] = node.Operands.IsEmpty ? 0 : node.Operands.Max(o => ratio[o]);
        Carry(n, node, trace, position, result);
        // The proof of a linear map multiplies weights' errors with the fixed operands' range; the float
        // operands may lie beyond it by their difference.
        double added =
            owned[n] is not { } proved ? double.PositiveInfinity
            : proved == 0 ? 0
            : proved * (1 + ratio[n]);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] += added;
            // Zero times an unbounded error.
            if (double.IsNaN(result[i]))
                result[i] = double.PositiveInfinity;
        }
        return result;
    }

    /// <summary>Sets the difference that was seen.</summary>
    internal void Observe(int n, int element, double difference)
    {
        errors[n][element] = difference;
        ratio[n] = 0;
    }

    private void Carry(int n, FixedNode node, EmulationTrace trace, int position, double[] result)
    {
        ReadOnlySpan<long> Values(int operand) =>
            trace[operand].Slice(position * graph.Nodes[operand].Type.Count, graph.Nodes[operand].Type.Count);
        double Real(int operand, int i) => Quantizer.ToReal(Values(operand)[i], graph.Nodes[operand].Type[i].Fraction);
        switch (node)
        {
            case InputNode or ConstantNode:
                break;
            case AffineNode affine:
                Affine(n, affine, i => Real(affine.Input, i), result);
                break;
            case BinaryNode binary:
                double[] e = errors[binary.Left],
                    f = errors[binary.Right];
                for (int i = 0; i < result.Length; i++)
                {
                    double a = Real(binary.Left, i),
                        b = Real(binary.Right, i);
                    result[i] = binary.Operation switch
                    {
                        BinaryOperation.Multiply => Math.Abs(a) * f[i] + Math.Abs(b) * e[i] + e[i] * f[i] + unit * Math.Abs(a * b),
                        BinaryOperation.Maximum or BinaryOperation.Minimum => Math.Max(e[i], f[i]),
                        BinaryOperation.Less or BinaryOperation.Equal => Math.Abs(a - b) <= e[i] + f[i] && e[i] + f[i] > 0 ? 1 : 0,
                        _ => e[i] + f[i] + unit * (Math.Abs(a) + Math.Abs(b)),
                    };
                }
                break;
            case TableNode table:
                // The table is within its own error of the function at both ends of the interval.
                double twice = owned[n] ?? double.PositiveInfinity;
                for (int i = 0; i < result.Length; i++)
                    result[i] =
                        errors[table.Input][i] == 0
                            ? 0
                            : twice
                                + TableSlope.Change(
                                    table,
                                    i,
                                    graph.Nodes[table.Input].Type[i],
                                    Values(table.Input)[i],
                                    errors[table.Input][i]
                                );
                break;
            case ReduceNode reduce:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Reduce(reduce, i, k => Real(reduce.Input, k));
                break;
            case TreeEnsembleNode trees:
                TreeDifference.Add(trees, graph.Nodes[trees.Input].Type, Values(trees.Input), errors[trees.Input], unit, result);
                break;
            case SelectNode select:
                for (int i = 0; i < result.Length; i++)
                {
                    double chosen = Math.Max(errors[select.WhenTrue][i], errors[select.WhenFalse][i]);
                    result[i] =
                        errors[select.Condition][i] == 0 ? chosen : chosen + Math.Abs(Real(select.WhenTrue, i) - Real(select.WhenFalse, i));
                }
                break;
            case GatherNode gather:
                double[] joined =
                    gather.Inputs.Length == 1 ? errors[gather.Inputs[0]] : [.. gather.Inputs.SelectMany(input => errors[input])];
                for (int i = 0; i < result.Length; i++)
                    result[i] = joined[gather.Map[i]];
                break;
            case ScaleNode scale:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.ScaleB(errors[scale.Input][i], scale.Exponent);
                break;
            case QuantizeNode quantize:
                Quantize(n, quantize, result);
                break;
            default:
                errors[node.Operands.Single()].CopyTo(result, 0);
                break;
        }
    }

    private void Affine(int n, AffineNode affine, Func<int, double> value, double[] result)
    {
        double[] carried = errors[affine.Input],
            sizes = magnitudes[affine.Input] ??= Magnitude.Of(graph.Nodes[affine.Input].Type);
        for (int i = 0; i < carried.Length; i++)
            if (carried[i] > 0)
                ratio[n] = Math.Max(ratio[n], sizes[i] > 0 ? carried[i] / sizes[i] : 1);
        foreach (var block in affine.Blocks)
            AffineErrors.Add(
                block,
                graph.Nodes[affine.Input].Type,
                affine.Type,
                i => carried[i] + (block.Rows + 2) * unit * Math.Abs(value(i)),
                result
            );
    }

    // What rounding adds is in the own error. Where that is none, bits that are dropped make a step function of the model itself (a floor,
    // the address of a table): a difference, however small, may cross a step.
    private void Quantize(int n, QuantizeNode quantize, double[] result)
    {
        var (from, to) = (graph.Nodes[quantize.Input].Type, quantize.Type);
        double[] carried = errors[quantize.Input];
        for (int i = 0; i < result.Length; i++)
            result[i] = carried[i] > 0 && owned[n] == 0 && to[i].Fraction < from[i].Fraction ? carried[i] + to[i].Format.Step : carried[i];
    }

    private double Reduce(ReduceNode reduce, int element, Func<int, double> value)
    {
        var group = reduce.Groups.AsSpan(element * reduce.GroupSize, reduce.GroupSize);
        double largest = 0;
        foreach (int k in group)
            largest = Math.Max(largest, errors[reduce.Input][k]);
        if (IsExtreme(reduce.Operation) || largest == 0)
            return largest;
        // A position is certain when the best is farther from the second than both may be off.
        bool maximum = reduce.Operation is ReduceOperation.ArgMaxFirst or ReduceOperation.ArgMaxLast;
        double best = double.NegativeInfinity,
            second = double.NegativeInfinity;
        foreach (int k in group)
        {
            double v = maximum ? value(k) : -value(k);
            if (v > best)
                (best, second) = (v, best);
            else if (v > second)
                second = v;
        }
        return best - second > 2 * largest ? 0 : reduce.GroupSize - 1;
    }
}
