using FastAI.Model.FixedGraph;

namespace FastAI.Runtime.Agreement;

/// <summary>
/// How far the float model may be from real arithmetic for rounding alone: a sum of K products has an error of at most about
/// (K + 1) u times the sum of their magnitudes, whatever its order (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.,
/// section 3.1). Magnitudes come from the proved intervals, so that the figure holds for every
/// event. Results of comparisons count as exact.
/// </summary>
internal static class FloatRounding
{
    /// <param name="graph">The model.</param>
    /// <param name="unit">u: half a unit in the last place of one, 2^-24 for binary32.</param>
    /// <returns>The largest error over the elements of each node.</returns>
    internal static double[] Of(FixedGraph graph, double unit)
    {
        var errors = new double[graph.Nodes.Length][];
        for (int n = 0; n < errors.Length; n++)
            errors[n] = Node(graph, graph.Nodes[n], errors, unit);
        return [.. errors.Select(e => e.Max())];
    }

    private static double[] Node(FixedGraph graph, FixedNode node, double[][] errors, double unit)
    {
        double[] Magnitudes(int operand) => Layers.Magnitude.Of(graph.Nodes[operand].Type);
        var result = new double[node.Type.Count];
        switch (node)
        {
            case AffineNode affine:
                double[] carried = errors[affine.Input],
                    sizes = Magnitudes(affine.Input);
                foreach (var block in affine.Blocks)
                    Layers.AffineErrors.Add(
                        block,
                        graph.Nodes[affine.Input].Type,
                        node.Type,
                        i => carried[i] + (block.Rows + 2) * unit * sizes[i],
                        result
                    );
                break;
            case BinaryNode { Operation: BinaryOperation.Less or BinaryOperation.Equal } or InputNode or ConstantNode:
                return result;
            case BinaryNode binary:
                double[] left = Magnitudes(binary.Left),
                    right = Magnitudes(binary.Right),
                    e = errors[binary.Left],
                    f = errors[binary.Right];
                for (int i = 0; i < result.Length; i++)
                    result[i] = binary.Operation switch
                    {
                        BinaryOperation.Multiply => left[i] * f[i] + right[i] * e[i] + e[i] * f[i] + unit * left[i] * right[i],
                        BinaryOperation.Maximum or BinaryOperation.Minimum => Math.Max(e[i], f[i]),
                        _ => e[i] + f[i] + unit * (left[i] + right[i]),
                    };
                break;
            case TableNode table:
                double[] values = Layers.Magnitude.Of(node.Type);
                for (int i = 0; i < result.Length; i++)
                    result[i] =
                        Layers.TableSlope.Steepest(table, i, graph.Nodes[table.Input].Type[i]) * errors[table.Input][i]
                        + 4 * unit * values[i];
                break;
            case ReduceNode reduce:
                for (int i = 0; i < result.Length; i++)
                for (int k = 0; k < reduce.GroupSize && Layers.ErrorPropagation.IsExtreme(reduce.Operation); k++)
                    result[i] = Math.Max(result[i], errors[reduce.Input][reduce.Groups[i * reduce.GroupSize + k]]);
                break;
            case TreeEnsembleNode trees:
                // Paths are decided by comparisons, which count as exact; a sum of T leaves rounds T times.
                for (int i = 0; i < result.Length; i++)
                    result[i] = (trees.Ensemble.Structure.Trees + 1) * unit * Layers.TreeDifference.Magnitude(trees, i);
                break;
            case SelectNode select:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.Max(errors[select.WhenTrue][i], errors[select.WhenFalse][i]);
                break;
            case GatherNode gather:
                double[] joined = [.. gather.Inputs.SelectMany(input => errors[input])];
                for (int i = 0; i < result.Length; i++)
                    result[i] = joined[gather.Map[i]];
                break;
            case ScaleNode scale:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Math.ScaleB(errors[scale.Input][i], scale.Exponent);
                break;
            default:
                // Quantize and the unary operations carry an error on unchanged.
                errors[node.Operands.Single()].CopyTo(result, 0);
                break;
        }
        return result;
    }
}
