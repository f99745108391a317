using System.Numerics;
using FastAI.Model.FixedGraph;

namespace FastAI.Testing;

/// <summary>
/// The meaning of a graph in unbounded integers, event by event: slow, and independent of every other evaluation. It reads shapes and
/// formats from the graph, and fails when a value leaves the interval that was proved for it.
/// </summary>
public static class Oracle
{
    /// <param name="graph">The model.</param>
    /// <param name="inputs">Mantissas batch-first: for each event all inputs in model order, row-major.</param>
    /// <returns>Mantissas batch-first: for each event all outputs in model order, row-major.</returns>
    public static long[] Run(FixedGraph graph, ReadOnlySpan<long> inputs)
    {
        int width = graph.InputCount;
        var results = new List<long>();
        for (int at = 0; at < inputs.Length; at += width)
        {
            long[][] tensors = Trace(graph, inputs.Slice(at, width));
            foreach (var output in graph.Outputs)
                results.AddRange(tensors[output.Node]);
        }
        return [.. results];
    }

    /// <summary>Every node's mantissas for one event, indexed as the graph's nodes.</summary>
    public static long[][] Trace(FixedGraph graph, ReadOnlySpan<long> inputs)
    {
        var tensors = new BigInteger[graph.Nodes.Length][];
        int next = 0;
        foreach (int input in graph.Inputs)
        {
            int count = graph.Nodes[input].Type.Count;
            tensors[input] = [.. inputs.Slice(next, count).ToArray().Select(m => new BigInteger(m))];
            next += count;
        }
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (node is not InputNode)
                tensors[i] = Evaluate(graph, node, tensors);
            for (int e = 0; e < tensors[i].Length; e++)
                if (tensors[i][e] < (BigInteger)node.Type[e].Range.Low || tensors[i][e] > (BigInteger)node.Type[e].Range.High)
                    throw new InvalidOperationException($"'{node.Name}'[{e}] = {tensors[i][e]} is outside {node.Type[e]}");
        }
        return [.. tensors.Select(t => t.Select(m => (long)m).ToArray())];
    }

    private static BigInteger[] Evaluate(FixedGraph graph, FixedNode node, BigInteger[][] tensors)
    {
        TensorType TypeOf(int operand) => graph.Nodes[operand].Type;
        BigInteger Aligned(int operand, int element, int fraction) =>
            tensors[operand][element] * BigInteger.Pow(2, fraction - TypeOf(operand)[element].Fraction);
        BigInteger[] Each(Func<int, BigInteger> of) => [.. Enumerable.Range(0, node.Type.Count).Select(of)];
        switch (node)
        {
            case ConstantNode constant:
                return Each(i => constant.Values[i]);
            case AffineNode affine:
                return Affine(affine, tensors[affine.Input]);
            case BinaryNode { Operation: BinaryOperation.Multiply } product:
                return Each(i => tensors[product.Left][i] * tensors[product.Right][i]);
            case BinaryNode binary:
                return Each(i =>
                {
                    int fraction = Math.Max(TypeOf(binary.Left)[i].Fraction, TypeOf(binary.Right)[i].Fraction);
                    return Binary(binary.Operation, Aligned(binary.Left, i, fraction), Aligned(binary.Right, i, fraction));
                });
            case UnaryNode unary:
                return Each(i => Unary(unary.Operation, tensors[unary.Input][i]));
            case ScaleNode scale:
                return tensors[scale.Input];
            case SelectNode select:
                return Each(i => Aligned(tensors[select.Condition][i] != 0 ? select.WhenTrue : select.WhenFalse, i, node.Type[i].Fraction));
            case QuantizeNode quantize:
                return Each(i =>
                    ExactQuantize.Apply(
                        tensors[quantize.Input][i],
                        TypeOf(quantize.Input)[i].Fraction,
                        node.Type[i].Format,
                        quantize.Rounding,
                        quantize.Overflow
                    )
                );
            case TableNode table:
                return Each(i =>
                    table.Tables[table.TableOf[i]].Entries[(int)(tensors[table.Input][i] - table.Tables[table.TableOf[i]].First)]
                );
            case ReduceNode reduce:
                return Each(i =>
                {
                    int[] members = [.. reduce.Groups.AsSpan().Slice(i * reduce.GroupSize, reduce.GroupSize)];
                    int fraction = members.Max(m => TypeOf(reduce.Input)[m].Fraction);
                    return Reduce(reduce.Operation, [.. members.Select(m => Aligned(reduce.Input, m, fraction))]);
                });
            case TreeEnsembleNode trees:
                return Trees(trees.Ensemble, tensors[trees.Input]);
            case GatherNode gather:
                BigInteger[] all = [.. gather.Inputs.SelectMany(operand => tensors[operand])];
                return Each(i => all[gather.Map[i]]);
            default:
                throw new InvalidOperationException($"the oracle does not know {node.GetType().Name}");
        }
    }

    private static BigInteger[] Affine(AffineNode node, BigInteger[] x)
    {
        var y = new BigInteger[node.Type.Count];
        foreach (var block in node.Blocks)
        {
            for (int p = 0; p < block.Positions; p++)
            {
                for (int m = 0; m < block.Columns; m++)
                {
                    BigInteger sum = block.Bias[m];
                    for (int k = 0; k < block.Rows; k++)
                        if (block.InputMap[p * block.Rows + k] is >= 0 and var source)
                            sum += block.Weight(k, m) * x[source];
                    y[block.OutputMap[p * block.Columns + m]] = sum;
                }
            }
        }
        return y;
    }

    private static BigInteger[] Trees(TreeEnsemble ensemble, BigInteger[] x)
    {
        BigInteger[] sums = [.. ensemble.Base.Select(b => new BigInteger(b))];
        var structure = ensemble.Structure;
        for (int t = 0; t < structure.Trees; t++)
        {
            int at = structure.NodeStarts[t];
            while (at >= 0)
                at = x[structure.Features[at]] <= ensemble.Thresholds[at] ? structure.WhenTrue[at] : structure.WhenFalse[at];
            for (int i = structure.TargetStarts[t]; i < structure.TargetStarts[t + 1]; i++)
                sums[structure.Targets[i]] += ensemble.Values[~at + i - structure.TargetStarts[t]];
        }
        return sums;
    }

    private static BigInteger Binary(BinaryOperation operation, BigInteger a, BigInteger b) =>
        operation switch
        {
            BinaryOperation.Add => a + b,
            BinaryOperation.Subtract => a - b,
            BinaryOperation.Maximum => BigInteger.Max(a, b),
            BinaryOperation.Minimum => BigInteger.Min(a, b),
            BinaryOperation.Less => a < b ? 1 : 0,
            BinaryOperation.Equal => a == b ? 1 : 0,
            _ => throw new InvalidOperationException($"the oracle does not know {operation}"),
        };

    private static BigInteger Unary(UnaryOperation operation, BigInteger x) =>
        operation switch
        {
            UnaryOperation.Negate => -x,
            UnaryOperation.Absolute => BigInteger.Abs(x),
            UnaryOperation.Relu => BigInteger.Max(x, 0),
            _ => throw new InvalidOperationException($"the oracle does not know {operation}"),
        };

    private static BigInteger Reduce(ReduceOperation operation, BigInteger[] x) =>
        operation switch
        {
            ReduceOperation.Maximum => x.Max(),
            ReduceOperation.Minimum => x.Min(),
            ReduceOperation.ArgMaxFirst => Array.IndexOf(x, x.Max()),
            ReduceOperation.ArgMaxLast => Array.LastIndexOf(x, x.Max()),
            ReduceOperation.ArgMinFirst => Array.IndexOf(x, x.Min()),
            ReduceOperation.ArgMinLast => Array.LastIndexOf(x, x.Min()),
            _ => throw new InvalidOperationException($"the oracle does not know {operation}"),
        };
}
